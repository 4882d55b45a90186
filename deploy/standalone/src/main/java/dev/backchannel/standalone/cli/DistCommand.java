package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.dist.SelfContainedArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dist}: an archive for machines without Java. */
@Command(
        name = "dist",
        description =
                "Make a self-contained archive (Java runtime, jars, configuration, launcher, systemd units) that runs on"
                        + " a machine of the same kind without Java.")
public final class DistCommand implements Callable<Integer> {
    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Write this .tar.gz file.")
    Path output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SelfContainedArchive.Made made = SelfContainedArchive.write(output, System.err::println);
        System.out.printf(
                "%s, %d MB. Unpack it anywhere and run %s/bin/backchannel demo.%n",
                output, made.bytes() / 1_000_000, made.folder());
        return 0;
    }
}
