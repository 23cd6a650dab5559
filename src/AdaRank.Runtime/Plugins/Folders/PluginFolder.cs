using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using AdaRank.Composition;

namespace AdaRank.Plugins.Folders;

/// <summary>Loads the listed assemblies of a folder, after all of them are checked. One that is wrong keeps all out.</summary>
internal sealed class PluginFolder
{
    public const string NeedsWholeProgram =
        "Plugins that are loaded at run time may need members that trimming has removed. Reference their packages instead, or do not trim.";

    public const string NeedsCompiler =
        "Assemblies cannot be loaded into a program that was compiled ahead of time. Reference the plugins' packages instead.";

    private readonly string _folder;
    private readonly PluginAllowance _allowance;
    private readonly PluginRegistry _registry;
    private readonly ProblemList _problems = new();

    private PluginFolder(string folder, PluginAllowance allowance, PluginRegistry registry) =>
        (_folder, _allowance, _registry) = (folder, allowance, registry);

    /// <summary>Checks a folder and declares its plugins; what is wrong goes to the registry's problems.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="allowance">What may be loaded.</param>
    /// <param name="registry">Where plugins are declared.</param>
    /// <param name="folders">Receives the context, to be unloaded.</param>
    [RequiresUnreferencedCode(NeedsWholeProgram)]
    [RequiresDynamicCode(NeedsCompiler)]
    public static void Load(string folder, PluginAllowance allowance, PluginRegistry registry, LoadedFolders folders)
    {
        var work = new PluginFolder(folder, allowance, registry);
        var images = work.ReadAndCheck();
        if (work._problems.Count == 0)
        {
            var context = new PluginLoadContext(folder, images);
            folders.Add(context);
            foreach (var image in images.Where(image => image.Manifest!.HasPlugins))
            {
                work.Declare(context, image);
            }
        }

        registry.Problems.AddRange(work._problems);
    }

    /// <summary>The images of the listed assemblies. Nothing of them has run.</summary>
    private List<AssemblyImage> ReadAndCheck()
    {
        if (!Directory.Exists(_folder))
        {
            _problems.Add("plugin folder", _folder, "make it, or take it out: there is no such folder");
            return [];
        }

        var files = ReadFiles();
        var listed = new List<AssemblyImage>();
        var strangers = files.Where(file => file.Manifest is { HasPlugins: true }).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var (name, hash) in _allowance.Hashes)
        {
            var file = files.Find(file => string.Equals(Path.GetFileNameWithoutExtension(file.FileName), name, StringComparison.OrdinalIgnoreCase));
            if (Check(name, hash, file))
            {
                listed.Add(file!);
            }

            if (file is not null)
            {
                strangers.Remove(file);
            }
        }

        foreach (var stranger in files.Where(strangers.Contains))
        {
            _problems.Add(
                "plugin assembly",
                Path.Combine(_folder, stranger.FileName),
                $"take it out of the folder, or allow it if you trust it: allow.Assembly(\"{stranger.Manifest!.Name}\", sha256: \"{stranger.Sha256}\")");
        }

        if (_problems.Count == 0)
        {
            CheckReferences(listed);
            CheckPurposes(listed);
            CheckManifests(listed);
        }

        return listed;
    }

    private List<AssemblyImage> ReadFiles()
    {
        var files = new List<AssemblyImage>();
        foreach (var path in Directory.EnumerateFiles(_folder, "*.dll").Order(StringComparer.Ordinal))
        {
            try
            {
                files.Add(AssemblyImage.Read(path));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                _problems.Add(new InvalidSettingException("plugin assembly", path, $"make it readable: {problem.Message.TrimEnd('.')}", problem));
            }
        }

        return files;
    }

    private bool Check(string name, string hash, AssemblyImage? file)
    {
        var before = _problems.Count;
        if (PluginLoadContext.IsShared(name))
        {
            _problems.Add("allowed assembly", name, "take it off the list: plugins use the program's own");
        }
        else if (file is null)
        {
            _problems.Add("allowed assembly", name, $"put {name}.dll into {_folder}, or take it off the list");
        }
        else if (!string.Equals(file.Sha256, hash, StringComparison.OrdinalIgnoreCase))
        {
            _problems.Add(
                $"SHA-256 of '{file.FileName}'",
                file.Sha256,
                $"find out who changed the file in {_folder}: {hash.ToLowerInvariant()} is allowed, and nothing of it was run");
        }
        else if (file.Manifest is null)
        {
            _problems.Add("allowed assembly", name, $"take it off the list: {file.FileName} is no .NET assembly");
        }
        else if (!string.Equals(file.Manifest.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            _problems.Add(
                $"assembly in '{file.FileName}'", file.Manifest.Name, $"name the file {file.Manifest.Name}.dll and list it so, or find out who renamed it");
        }

        return _problems.Count == before;
    }

    private void CheckReferences(List<AssemblyImage> listed)
    {
        foreach (var image in listed)
        {
            foreach (var reference in image.Manifest!.References.Where(reference => !_allowance.Hashes.ContainsKey(reference) && !IsInProgram(reference)))
            {
                _problems.Add(
                    $"dependency of '{image.Manifest.Name}'",
                    reference,
                    $"put {reference}.dll into {_folder} and allow it with its SHA-256: the program does not have it");
            }
        }
    }

    /// <summary>An assembly without plugins that none with plugins needs would do nothing, and say nothing.</summary>
    private void CheckPurposes(List<AssemblyImage> listed)
    {
        var needed = listed.SelectMany(image => image.Manifest!.References).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var manifest in listed.Select(image => image.Manifest!).Where(manifest => !manifest.HasPlugins && !needed.Contains(manifest.Name)))
        {
            _problems.Add(
                "allowed assembly", manifest.Name, "take it off the list: it has no plugin manifest, and no other listed assembly needs it");
        }
    }

    private static bool IsInProgram(string name)
    {
        try
        {
            _ = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));
            return true;
        }
        catch (Exception problem) when (problem is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Slots and contract versions, from metadata alone.</summary>
    private void CheckManifests(List<AssemblyImage> listed)
    {
        foreach (var manifest in listed.Select(image => image.Manifest!).Where(manifest => manifest.HasPlugins))
        {
            if (manifest.Group is null)
            {
                _problems.Add("plugin assembly", manifest.Name, "build it with AdaRank's generator: its manifest names no group");
            }

            foreach (var line in manifest.Plugins)
            {
                CheckLine(manifest, line);
            }
        }
    }

    private void CheckLine(AssemblyManifest manifest, ManifestLine line)
    {
        var slot = SlotDescription.BuiltIn.FirstOrDefault(slot => slot.Name == line.Slot);
        if (slot is null)
        {
            var known = SlotDescription.BuiltIn.Select(known => known.Name).ToArray();
            _problems.Add(
                $"slot of '{line.Id}' in {manifest.Name}", line.Slot, Nearest.Suggest(line.Slot, known, $"use one of {string.Join(", ", known)}"));
            return;
        }

        try
        {
            if (ContractVersion.Parse(line.Contract) is var contract && !contract.RunsOn(slot.Version))
            {
                _problems.Add(
                    $"contract of {line.Id}",
                    contract,
                    $"rebuild {manifest.Name} against this version of AdaRank, whose slot '{slot.Name}' is at {slot.Version}");
            }
        }
        catch (InvalidSettingException problem)
        {
            _problems.Add(new InvalidSettingException($"contract of {line.Id} in {manifest.Name}", line.Contract, problem.Remedy));
        }
    }

    [RequiresUnreferencedCode(NeedsWholeProgram)]
    [RequiresDynamicCode(NeedsCompiler)]
    private void Declare(PluginLoadContext context, AssemblyImage image)
    {
        var manifest = image.Manifest!;
        try
        {
            var assembly = context.LoadFromAssemblyName(new AssemblyName(manifest.Name));
            var group = assembly.GetType(manifest.Group!, throwOnError: true)!;
            if (!typeof(IPluginGroup).IsAssignableFrom(group))
            {
                _problems.Add($"plugin group of '{manifest.Name}'", manifest.Group, "build it with AdaRank's generator: it is no IPluginGroup");
                return;
            }

            var collector = new PluginCollector(assembly, _problems);
            PluginGroupCall.Of(group)(collector);
            CheckAgainstManifest(manifest, collector.Declarations);
            _registry.AddGroup(manifest.Name, collector.Declarations, new PluginGroupBuilder());
        }
        catch (Exception problem) when (problem is not InvalidSettingException)
        {
            _problems.Add(new InvalidSettingException(
                "plugin assembly", manifest.Name, $"mend what it throws when it is loaded, {problem.GetType().Name}: {problem.Message.TrimEnd('.')}", problem));
        }
        catch (InvalidSettingException problem)
        {
            _problems.Add(problem, manifest.Name);
        }
    }

    /// <summary>Code may declare no more than the metadata that were checked, nor less.</summary>
    private void CheckAgainstManifest(AssemblyManifest manifest, IReadOnlyList<PluginDeclaration> declared)
    {
        var (listed, inCode) = (manifest.Plugins.Select(line => line.Id).ToHashSet(), declared.Select(plugin => plugin.Id).ToHashSet());
        listed.SymmetricExceptWith(inCode);
        foreach (var id in listed.Order(StringComparer.Ordinal))
        {
            _problems.Add(
                $"plugin of '{manifest.Name}'",
                id,
                inCode.Contains(id)
                    ? "build it with AdaRank's generator: its code declares it, its manifest does not"
                    : "build it with AdaRank's generator: its manifest declares it, its code does not");
        }
    }
}
