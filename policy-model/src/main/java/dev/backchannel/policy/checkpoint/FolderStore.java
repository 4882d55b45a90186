package dev.backchannel.policy.checkpoint;

import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.checkpoint.CheckpointFiles.Manifest;
import dev.backchannel.policy.format.FolderDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checkpoints as folders below one root, named by their ids: a PEFT LoRA folder with optimiser state, a manifest and the
 * extras. Writing is atomic; reading verifies.
 */
public final class FolderStore implements CheckpointStore {
    private static final Set<String> OWN_FILES = Set.of(
            CheckpointFiles.ADAPTER_CONFIG,
            CheckpointFiles.ADAPTER,
            CheckpointFiles.OPTIMIZER,
            CheckpointFiles.MANIFEST);

    private static final String ID = "[0-9a-f]{64}";

    private final Path root;

    /** @param root made when the first checkpoint is written */
    public FolderStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    /** Writes to a temporary name, syncs and renames it. */
    @Override
    public StoredCheckpoint write(CheckpointContent content) {
        requireWritable(content);
        String id = CheckpointIds.of(content);
        Path folder = root.resolve(id);
        try {
            Files.createDirectories(root);
            Path temporary = AtomicFolders.temporary(root);
            writeFiles(temporary, id, content);
            Map<String, String> digests = digests(temporary);
            AtomicFolders.publish(temporary, folder);
            if (!digests(folder).equals(digests)) { // other extras, or damaged since: the new files count
                Path again = AtomicFolders.temporary(root);
                writeFiles(again, id, content);
                AtomicFolders.replace(again, folder);
            }
            return new StoredCheckpoint(id, id, digests);
        } catch (IOException e) {
            throw new UncheckedIOException("Checkpoint " + id + " cannot be written to " + root, e);
        }
    }

    /** @param uri relative to the root, or a {@code file:///…} below it */
    @Override
    public CheckpointContent read(String uri, Map<String, String> fileDigests) {
        Path folder = folder(uri);
        try {
            verify(folder, fileDigests);
            Manifest manifest = CheckpointFiles.readManifest(folder.resolve(CheckpointFiles.MANIFEST));
            LoraWeights adapter = new LoraWeights(
                    CheckpointFiles.readAdapterConfig(folder.resolve(CheckpointFiles.ADAPTER_CONFIG)),
                    CheckpointFiles.readMatrices(folder.resolve(CheckpointFiles.ADAPTER)));
            OptimizerState optimizer =
                    CheckpointFiles.readOptimizer(folder.resolve(CheckpointFiles.OPTIMIZER), manifest.optimizerStep());
            Map<String, byte[]> extras = new HashMap<>();
            for (String name : fileDigests.keySet()) {
                if (!OWN_FILES.contains(name)) {
                    extras.put(name, Files.readAllBytes(folder.resolve(name)));
                }
            }
            CheckpointContent content = new CheckpointContent(
                    manifest.parentId(), manifest.baseDigest(), manifest.step(), adapter, optimizer, extras);
            AdapterShapes.require(folder, content);
            String id = CheckpointIds.of(content);
            if (!id.equals(manifest.checkpointId())) {
                throw new CorruptCheckpointException(folder.resolve(CheckpointFiles.MANIFEST) + " names the checkpoint "
                        + manifest.checkpointId() + ", but its content is " + id + ".");
            }
            return content;
        } catch (IOException e) {
            throw new CorruptCheckpointException("The checkpoint in " + folder + " cannot be read: " + e, e);
        }
    }

    @Override
    public void delete(String checkpointId) {
        try {
            AtomicFolders.delete(root.resolve(requireId(checkpointId)));
        } catch (IOException e) {
            throw new UncheckedIOException("Checkpoint " + checkpointId + " in " + root + " cannot be deleted", e);
        }
    }

    private static String requireId(String checkpointId) {
        if (!checkpointId.matches(ID)) {
            throw new IllegalArgumentException("'" + checkpointId + "' is not the id of a checkpoint.");
        }
        return checkpointId;
    }

    @Override
    public void collectOrphans(Set<String> keep) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try {
            for (Path folder : AtomicFolders.children(root)) {
                String name = folder.getFileName().toString();
                boolean ours = name.matches(ID) || name.startsWith(AtomicFolders.TEMPORARY_PREFIX);
                if (ours && !keep.contains(name)) {
                    AtomicFolders.delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Orphaned checkpoints in " + root + " cannot be deleted", e);
        }
    }

    /** A folder keeps no copies beside itself. */
    @Override
    public void keepCopies(Set<String> checkpointIds) {}

    @Override
    public AdapterInbox inbox() {
        return new FolderInbox(root);
    }

    /** Fills a folder with a checkpoint's files. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path folder) throws IOException;
    }

    /**
     * Puts a checkpoint that was made elsewhere in the place of whatever is there under its id: whole, or not at all if the
     * filler throws.
     */
    public void adopt(String checkpointId, Filler filler) {
        Path folder = root.resolve(requireId(checkpointId));
        try {
            Files.createDirectories(root);
            Path temporary = AtomicFolders.temporary(root);
            try {
                filler.fill(temporary);
                AtomicFolders.delete(folder);
                AtomicFolders.publish(temporary, folder);
            } finally {
                AtomicFolders.delete(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Checkpoint " + checkpointId + " cannot be copied to " + root, e);
        }
    }

    private static void requireWritable(CheckpointContent content) {
        if (!content.adapter().isFinite() || !content.optimizer().isFinite()) {
            throw new IllegalArgumentException("The adapter or its optimiser state holds a value that is not finite.");
        }
        for (String name : content.extras().keySet()) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || OWN_FILES.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of an extra file.");
            }
        }
    }

    private static void writeFiles(Path folder, String id, CheckpointContent content) throws IOException {
        CheckpointFiles.writeAdapterConfig(
                folder.resolve(CheckpointFiles.ADAPTER_CONFIG),
                content.adapter().config());
        CheckpointFiles.writeMatrices(
                folder.resolve(CheckpointFiles.ADAPTER), content.adapter().matrices());
        CheckpointFiles.writeOptimizer(folder.resolve(CheckpointFiles.OPTIMIZER), content.optimizer());
        for (Map.Entry<String, byte[]> extra : content.extras().entrySet()) {
            Files.write(folder.resolve(extra.getKey()), extra.getValue());
        }
        List<String> names = new ArrayList<>(OWN_FILES);
        names.addAll(content.extras().keySet());
        Manifest manifest = new Manifest(
                id,
                content.parentId(),
                content.baseDigest(),
                content.step(),
                content.optimizer().step());
        CheckpointFiles.writeManifest(folder.resolve(CheckpointFiles.MANIFEST), manifest, names);
    }

    private static Map<String, String> digests(Path folder) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : AtomicFolders.children(folder)) {
            digests.put(file.getFileName().toString(), FolderDigest.ofFile(file));
        }
        return digests;
    }

    private static void verify(Path folder, Map<String, String> expected) throws IOException {
        Set<String> missing = new HashSet<>(OWN_FILES);
        missing.removeAll(expected.keySet());
        if (!missing.isEmpty()) {
            throw new CorruptCheckpointException(
                    "The record of the checkpoint in " + folder + " lacks the digests of " + missing + ".");
        }
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!folder.equals(file.normalize().getParent()) || !Files.isRegularFile(file)) {
                throw new CorruptCheckpointException(file + " is missing.");
            }
            String actual = FolderDigest.ofFile(file);
            if (!actual.equals(entry.getValue())) {
                throw new CorruptCheckpointException(file + " has the digest " + actual + ", but the record says "
                        + entry.getValue() + ": it was changed or cut short.");
            }
        }
    }

    /** The folder of a uri: relative to the root, or of the form file:///… */
    @Override
    public Path folder(String uri) {
        Path folder;
        try {
            URI parsed = URI.create(uri);
            folder = (parsed.isAbsolute() ? Path.of(parsed) : root.resolve(uri))
                    .toAbsolutePath()
                    .normalize();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new CorruptCheckpointException("'" + uri + "' is not the address of a checkpoint folder.", e);
        }
        if (!folder.startsWith(root)) {
            throw new CorruptCheckpointException("'" + uri + "' points outside the store " + root + ".");
        }
        return folder;
    }
}
