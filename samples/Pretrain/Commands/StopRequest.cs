using System.Runtime.InteropServices;
using Spectre.Console;

namespace Pretrain.Commands;

/// <summary>Turns the first Ctrl-C into a request to stop after the current step; the second one ends the program at once.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private volatile bool _isRequested;

    public StopRequest() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);

    public bool IsRequested => _isRequested;

    public void Dispose() => _registration.Dispose();

    private void Handle(PosixSignalContext context)
    {
        if (_isRequested)
        {
            // The live progress hides the cursor, and nobody else will bring it back.
            if (!Console.IsOutputRedirected)
            {
                AnsiConsole.Cursor.Show();
            }

            return;
        }

        _isRequested = true;
        context.Cancel = true;
    }
}
