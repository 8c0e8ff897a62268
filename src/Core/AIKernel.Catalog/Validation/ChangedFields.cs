using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Tells what a new version changed.</summary>
public static class ChangedFields
{
    /// <summary>The JSON names of the members that differ, in the order of the documentation; empty exactly when the content is equal.</summary>
    public static ValueList<string> Between(ResourceContent before, ResourceContent after)
    {
        var changed = new List<string>();
        Note(before.Kind == after.Kind, "kind");
        Note(before.Namespace == after.Namespace, "namespace");
        Note(before.Name == after.Name, "name");
        Note(before.Title == after.Title, "title");
        Note(before.Description == after.Description, "description");
        Note(before.Owner == after.Owner, "owner");
        Note(before.Lifecycle == after.Lifecycle, "lifecycle");
        Note(before.Tags.Equals(after.Tags), "tags");
        Note(before.Labels.Equals(after.Labels), "labels");
        Note(before.Links.Equals(after.Links), "links");
        Note(before.Spec == after.Spec, "spec");
        return changed.ToValueList();

        void Note(bool same, string name)
        {
            if (!same) changed.Add(name);
        }
    }
}
