using System.Text;
using Pretrain.Commands;
using Pretrain.Data;

namespace Pretrain.Tests.Data;

public sealed class CorpusTests
{
    [Fact]
    public void Split_TwoBooks_KeepsTheLastTenthOfEach()
    {
        var corpus = Corpus.Split("\n0123456789\n<|endoftext|>\nabcdefghijklmnopqrst\n<|endoftext|>\n"u8);

        Assert.Equal(["012345678", "abcdefghijklmnopqr"], corpus.Training.Select(Encoding.UTF8.GetString));
        Assert.Equal(["9", "st"], corpus.Validation.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Split_WindowsLineEnds_FindsTheSeparator()
    {
        var corpus = Corpus.Split("0123456789\r\n<|endoftext|>\r\nabcdefghij"u8);

        Assert.Equal(["012345678", "abcdefghi"], corpus.Training.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Split_SeparatorInsideALine_IsText()
    {
        var corpus = Corpus.Split("01234 <|endoftext|> 56789"u8);

        Assert.Single(corpus.Training);
    }

    [Fact]
    public void Load_BooksOfTheSample_AreTwoAndSplitNineToOne()
    {
        var corpus = Corpus.Load(Settings(null));

        Assert.Equal(2, corpus.Training.Count);
        Assert.StartsWith("Chapter 1", Encoding.UTF8.GetString(corpus.Training[0]), StringComparison.Ordinal);
        Assert.Equal(0.1, (double)corpus.ValidationBytes / (corpus.ValidationBytes + corpus.TrainingBytes), 0.001);
    }

    [Theory]
    [InlineData("is no text: it has a NUL byte at offset 3", new byte[] { 65, 66, 67, 0, 68 })]
    [InlineData("is no UTF-8 text: invalid bytes at offset 2", new byte[] { 65, 66, 0xC3, 0x28, 68 })]
    [InlineData("is no UTF-8 text", new byte[] { 65, 66, 0xE2, 0x82 })]
    [InlineData("is too short", new byte[] { 65, 66 })]
    [InlineData("is too short", new byte[0])]
    public void Load_BadFile_SaysWhatIsWrong(string complaint, byte[] content)
    {
        using var folder = new TemporaryFolder();

        var problem = Assert.Throws<InputException>(() => Corpus.Load(Settings(folder.With("bad.txt", content))));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFileOrFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains(
            "does not exist", Assert.Throws<InputException>(() => Corpus.Load(Settings(folder["none.txt"]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is a folder", Assert.Throws<InputException>(() => Corpus.Load(Settings(folder.Path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ByteOrderMark_IsDropped()
    {
        using var folder = new TemporaryFolder();

        var text = TextFile.Read(folder.With("marked.txt", [0xEF, 0xBB, 0xBF, 65, 66]));

        Assert.Equal([65, 66], text);
    }

    private static PretrainSettings Settings(string? file) => new() { Optimizers = [], OutputFolder = "out", TextFile = file };
}
