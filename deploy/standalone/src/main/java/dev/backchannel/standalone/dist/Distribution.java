package dev.backchannel.standalone.dist;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lays out what goes into the archive: {@code bin/ conf/ lib/ runtime/ systemd/ README.txt}. */
final class Distribution {
    private static final List<String> UNITS = List.of("backchannel.service", "backchannel-role@.service");

    private final List<Path> jars;
    private final RuntimeImage runtime;

    Distribution(List<Path> jars, RuntimeImage runtime) {
        this.jars = jars;
        this.runtime = runtime;
    }

    /** Of the very jars that this process runs. */
    static Distribution ofThisProcess() throws IOException {
        List<Path> parts = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        for (Path part : parts) {
            if (!Files.isRegularFile(part)) {
                throw new IOException("This process runs classes from " + part
                        + ", not from a jar; start it with ./backchannel dist, which packages first.");
            }
        }
        return new Distribution(parts, RuntimeImage.ofThisProcess());
    }

    void layOut(Path folder) throws IOException, InterruptedException {
        runtime.link(folder.resolve("runtime"));
        Path lib = Files.createDirectories(folder.resolve("lib"));
        for (Path jar : jars) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        copy("backchannel", folder.resolve("bin/backchannel"));
        Files.setPosixFilePermissions(folder.resolve("bin/backchannel"), PosixFilePermissions.fromString("rwxr-xr-x"));
        copy("java.options", folder.resolve("conf/java.options"));
        Files.write(folder.resolve("conf/java.options"), ofNewerJava(), StandardOpenOption.APPEND);
        copy("environment.sh", folder.resolve("conf/environment.sh"));
        copy("../backchannel.properties", folder.resolve("conf/backchannel.properties"));
        copy("README.txt", folder.resolve("README.txt"));
        for (String unit : UNITS) {
            copy("systemd/" + unit, folder.resolve("systemd").resolve(unit));
        }
    }

    /** Newer versions of Java warn of what Kafka and DJL do unless they are told that it is meant. */
    private static List<String> ofNewerJava() {
        List<String> options = new ArrayList<>();
        if (Runtime.version().feature() >= 22) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 23) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    private static void copy(String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        String path = Path.of("/dist").resolve(resource).normalize().toString();
        try (InputStream in = Distribution.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("The resource " + path + " is missing in the jar.");
            }
            Files.copy(in, target);
        }
    }
}
