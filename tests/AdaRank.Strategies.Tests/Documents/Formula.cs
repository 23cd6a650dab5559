using System.Globalization;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>A formula as the pages print them, <c>4 (d r + 2 r L)</c>: sums, products by a space, quotients, <c>max(a, b)</c>.</summary>
internal sealed class Formula
{
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, double> _values;
    private int _at;

    private Formula(string text, IReadOnlyDictionary<string, double> values) => (_text, _values) = (text, values);

    /// <summary>The value of a formula.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="values">What its letters stand for.</param>
    public static double Evaluate(string text, IReadOnlyDictionary<string, double> values)
    {
        var formula = new Formula(text, values);
        var value = formula.Sum();
        return formula.Peek() is '\0' ? value : throw new FormatException($"'{text}' goes on at {formula._at}: '{text[formula._at..]}'.");
    }

    private double Sum()
    {
        var value = Product();
        while (Peek() is '+')
        {
            _at++;
            value += Product();
        }

        return value;
    }

    private double Product()
    {
        var value = Factor();
        while (true)
        {
            var next = Peek();
            if (next is '/')
            {
                _at++;
                value /= Factor();
            }
            else if (next is '(' || char.IsLetterOrDigit(next))
            {
                value *= Factor();
            }
            else
            {
                return value;
            }
        }
    }

    private double Factor()
    {
        if (Peek() is '(')
        {
            return Parenthesised(Sum);
        }

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.'))
        {
            _at++;
        }

        var word = _text[start.._at];
        if (word is "max")
        {
            return Parenthesised(() =>
            {
                var first = Sum();
                Expect(',');
                return Math.Max(first, Sum());
            });
        }

        return _values.TryGetValue(word, out var value) ? value : double.Parse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    private double Parenthesised(Func<double> read)
    {
        Expect('(');
        var value = read();
        Expect(')');
        return value;
    }

    private void Expect(char sign)
    {
        if (Peek() != sign)
        {
            throw new FormatException($"'{_text}' has no '{sign}' at {_at}.");
        }

        _at++;
    }

    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is ' ')
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }
}
