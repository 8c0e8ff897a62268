using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using StackExchange.Redis;

namespace Microsoft.AspNetCore.DataProtection.StackExchangeRedis;

/// <summary>
/// A key ring in one Redis list: each item is the text of one XML element, the oldest first. Items are appended and
/// never changed, so any number of nodes may read and append at once.
/// </summary>
public class RedisXmlRepository : IXmlRepository
{
    private readonly Func<IDatabase> _databaseFactory;
    private readonly RedisKey _key;

    /// <summary>A ring that asks for the database anew at every call, so that a connection may come late or be replaced.</summary>
    /// <param name="databaseFactory">Gives the database; what it throws, the caller of the repository sees.</param>
    /// <param name="key">The list's name.</param>
    public RedisXmlRepository(Func<IDatabase> databaseFactory, RedisKey key) => (_databaseFactory, _key) = (databaseFactory, key);

    /// <summary>Every element, the oldest first; none when there is no list yet.</summary>
    /// <exception cref="System.Xml.XmlException">An item is not an XML element.</exception>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        Array.AsReadOnly(Array.ConvertAll(_databaseFactory().ListRange(_key), static item => XElement.Parse(item.ToString())));

    /// <summary>Appends an element; when this returns, the server has it.</summary>
    /// <param name="element">What is kept, without insignificant white space.</param>
    /// <param name="friendlyName">Not kept: a list has no place for names.</param>
    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        _databaseFactory().ListRightPush(_key, element.ToString(SaveOptions.DisableFormatting));
    }
}
