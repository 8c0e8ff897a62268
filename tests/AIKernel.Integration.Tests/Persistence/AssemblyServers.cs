using AIKernel.TestKit.Catalog;

[assembly: TestFramework(ServersTestFramework.Name, ServersTestFramework.Assembly)]
