namespace Pretrain.Commands;

/// <summary>Something that was given cannot be used; the message is one line, fit to be shown as it is.</summary>
internal sealed class InputException(string message) : Exception(message.ReplaceLineEndings(" "));
