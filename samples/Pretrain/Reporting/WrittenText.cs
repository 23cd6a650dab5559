using System.Text;
using Pretrain.Commands;
using Pretrain.Data;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>A few lines that a trained model wrote, fit for a terminal.</summary>
internal static class WrittenText
{
    /// <summary>Lets a model continue the first validation part.</summary>
    public static string Compose(Trainee trainee, Corpus corpus, PretrainSettings settings)
    {
        var prompt = ChoosePrompt(corpus.Validation[0], PretrainDefaults.PromptLength);
        var written = TextSampling.Continue(
            trainee.Model, prompt, PretrainDefaults.SampleLength, settings.Context, settings.Seed);
        return $"{trainee.Plan.Key} continues \"{ToPrintable(prompt)}\":\n{ToPrintable([.. prompt, .. written])}";
    }

    /// <summary>Whole words from near the start of a text.</summary>
    internal static ReadOnlySpan<byte> ChoosePrompt(ReadOnlySpan<byte> text, int length)
    {
        var begin = text.IndexOfAny(" \n"u8) + 1;
        var prompt = text.Slice(begin, Math.Min(length, text.Length - begin));
        var end = prompt.LastIndexOfAny(" \n"u8);
        return end > 0 ? prompt[..end] : prompt;
    }

    /// <summary>A model that has learnt little writes any byte; control characters must not reach the terminal.</summary>
    internal static string ToPrintable(ReadOnlySpan<byte> text) => string.Concat(
        Encoding.UTF8.GetString(text).Select(letter => letter != '\n' && char.IsControl(letter) ? '�' : letter));
}
