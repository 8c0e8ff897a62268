using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Turns what the keyed cache refuses into problem documents.</summary>
internal sealed class KeyedFaults : IEndpointFilter
{
    private const int ShortWhile = 2;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (KeyedFaultException fault)
        {
            return new Refusal(ProblemKind.BadBody) { Errors = [ProblemFault.At("/" + fault.Member, FaultCodes.UnknownValue, fault.Message)] };
        }
        catch (ValueRefusedException refused)
        {
            return new Refusal(ProblemKind.Invalid, refused.Message);
        }
        catch (WriteBehindUnavailableException outage)
        {
            return new Refusal(ProblemKind.WriteBehindUnavailable, outage.Message) { RetryAfter = ShortWhile };
        }
    }
}
