using System.Management.Automation;
using Ipc.Commands;
using Ipc.Messages;

namespace Ipc.Tests.Cmdlets;

/// <summary>The ids that scripts rely on, and their categories. A change here breaks somebody's script.</summary>
public class ErrorFactoryTests
{
    [Theory]
    [InlineData(IpcError.NotFound, "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(IpcError.AlreadyExists, "IpcAlreadyExists", ErrorCategory.ResourceExists)]
    [InlineData(IpcError.Timeout, "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData(IpcError.Full, "IpcFull", ErrorCategory.LimitsExceeded)]
    [InlineData(IpcError.Empty, "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    [InlineData(IpcError.MessageTooLarge, "IpcMessageTooLarge", ErrorCategory.LimitsExceeded)]
    [InlineData(IpcError.FormatMismatch, "IpcFormatMismatch", ErrorCategory.InvalidData)]
    [InlineData(IpcError.KindMismatch, "IpcKindMismatch", ErrorCategory.InvalidType)]
    [InlineData(IpcError.InvalidName, "IpcInvalidName", ErrorCategory.InvalidArgument)]
    [InlineData(IpcError.AccessDenied, "IpcAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(IpcError.NotOwner, "IpcNotOwner", ErrorCategory.InvalidOperation)]
    [InlineData(IpcError.Abandoned, "IpcAbandoned", ErrorCategory.InvalidResult)]
    [InlineData(IpcError.Deadlock, "IpcDeadlock", ErrorCategory.DeadlockDetected)]
    [InlineData(IpcError.BarrierBroken, "IpcBarrierBroken", ErrorCategory.OperationStopped)]
    [InlineData(IpcError.SemaphoreFull, "IpcSemaphoreFull", ErrorCategory.LimitsExceeded)]
    [InlineData(IpcError.Closed, "IpcClosed", ErrorCategory.CloseError)]
    [InlineData(IpcError.NoSpace, "IpcNoSpace", ErrorCategory.ResourceUnavailable)]
    [InlineData(IpcError.Corrupt, "IpcCorrupt", ErrorCategory.InvalidData)]
    [InlineData(IpcError.WorkerFailed, "IpcWorkerFailed", ErrorCategory.OperationStopped)]
    [InlineData(IpcError.NotSupported, "IpcNotSupported", ErrorCategory.NotImplemented)]
    public void Ids_and_categories_never_change(IpcError error, string id, ErrorCategory category)
    {
        IpcException exception = new(error, "what to do next");
        ErrorRecord record = ErrorFactory.Create(exception, "the target");

        Assert.Equal(id, record.FullyQualifiedErrorId);
        Assert.Equal(category, record.CategoryInfo.Category);
        Assert.Same(exception, record.Exception);
        Assert.Equal("the target", record.TargetObject);
    }

    [Fact]
    public void Every_error_is_in_the_list() => Assert.Equal(
        Enum.GetValues<IpcError>().Length,
        typeof(ErrorFactoryTests).GetMethod(nameof(Ids_and_categories_never_change))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    [Fact]
    public void A_parameter_of_the_library_is_not_named()
    {
        ErrorRecord record = ErrorFactory.Create(new ArgumentOutOfRangeException("spec", 3, "Too many."), null);
        Assert.Equal("Too many. Actual value was 3.", record.ToString());
        Assert.Equal("Mine (Parameter 'x')", ErrorFactory.Create(new ArgumentException("Mine (Parameter 'x')"), null).ToString());
    }

    [Fact]
    public void A_message_of_more_than_an_array_can_hold_says_so_before_it_takes_memory()
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        buffer.Advance(buffer.GetSpan(1000).Length);
        Assert.Equal(IpcError.MessageTooLarge, Assert.Throws<IpcException>(() => buffer.GetSpan(Array.MaxLength)).Error);
    }
}
