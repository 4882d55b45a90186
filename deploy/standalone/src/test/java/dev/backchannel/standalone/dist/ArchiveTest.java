package dev.backchannel.standalone.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    @TempDir
    Path folder;

    private Path content;

    @BeforeEach
    void fill() throws IOException {
        content = Files.createDirectories(folder.resolve("content"));
        Files.createDirectories(content.resolve("bin"));
        Files.setPosixFilePermissions(
                Files.writeString(content.resolve("bin/run"), "#!/bin/sh\n"),
                PosixFilePermissions.fromString("rwxr-x---"));
        Files.writeString(content.resolve("notes.txt"), "plain");
        Files.createSymbolicLink(content.resolve("link"), Path.of("notes.txt"));
        Files.writeString(
                Files.createDirectories(content.resolve("n".repeat(90))).resolve("m".repeat(90)), "far down");
    }

    @Test
    void keepsNamesModesLinksAndContent() throws IOException {
        Path file = folder.resolve("a.tar.gz");
        Archive.write(content, "app", file);

        List<String> seen = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(file))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String text = entry.isSymbolicLink()
                        ? "-> " + entry.getLinkName()
                        : new String(tar.readAllBytes(), StandardCharsets.UTF_8).strip();
                seen.add(entry.getName() + " " + Integer.toOctalString(entry.getMode() & 0777) + " " + text);
            }
        }
        assertThat(seen)
                .containsExactly(
                        "app/bin/run 755 #!/bin/sh",
                        "app/link 644 -> notes.txt",
                        "app/" + "n".repeat(90) + "/" + "m".repeat(90) + " 644 far down",
                        "app/notes.txt 644 plain");
    }

    @Test
    void theSameContentMakesTheSameBytesWhateverTheHour() throws IOException {
        Archive.write(content, "app", folder.resolve("a.tar.gz"));
        Files.setLastModifiedTime(content.resolve("notes.txt"), FileTime.fromMillis(1));
        Archive.write(content, "app", folder.resolve("b.tar.gz"));

        assertThat(folder.resolve("a.tar.gz")).hasSameBinaryContentAs(folder.resolve("b.tar.gz"));
    }

    @Test
    void leavesNothingHalfWrittenBehind() throws IOException {
        Path file = folder.resolve("missing").resolve("a.tar.gz");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Archive.write(content, "app", file)))
                .isInstanceOf(IOException.class);
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }
}
