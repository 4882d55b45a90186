package dev.backchannel.e2e.docs;

import static dev.backchannel.e2e.docs.Executor.by;
import static dev.backchannel.e2e.docs.Executor.nobody;

import dev.backchannel.testing.docs.Document;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which test executes which documented command. */
final class Book {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String ANY = ".*";
    private static final String CI = "it is what CI itself runs; a build inside of the build would take as long again";

    /** Each command belongs to exactly one, and each of these to a command: {@link BookTest}. */
    static final List<Entry> ENTRIES = List.of(
            // Quick, and on one running system: in every build.
            entry("docs/(runbook|experiments)", "./backchannel ops " + ANY, by(QuickCommandsTest.class)),
            entry("(?!docs/operations).*", "./backchannel audit " + ANY, by(QuickCommandsTest.class)),
            entry(ANY, "./backchannel lineage " + ANY, by(QuickCommandsTest.class)),
            entry(ANY, "./backchannel (export|keys|topics) " + ANY, by(QuickCommandsTest.class)),
            entry(ANY, "./backchannel learner anchor " + ANY, by(QuickCommandsTest.class)),
            entry("docs/lineage", "./backchannel checkpoint publish " + ANY, by(QuickCommandsTest.class)),
            entry(ANY, "./backchannel replay " + ANY, by(QuickCommandsTest.class)),
            entry(ANY, "./backchannel --help", by(QuickCommandsTest.class)),
            entry(ANY, "curl .*localhost:8080/v1/.*", by(QuickCommandsTest.class)),
            entry(ANY, "df -h", by(QuickCommandsTest.class)),
            entry(ANY, "openssl " + ANY, by(QuickCommandsTest.class)),
            entry("docs/operations", "./backchannel " + ANY, by("OperationsTest", "guide(KEYGEN)")),
            entry("(?!docs/deploy).*", "./backchannel demo" + ANY, by("DemoTest", "\"demo\", \"--minutes\"")),

            // Longer, or in processes of their own: with -Pload.
            entry(ANY, "./backchannel up(?! .*policy=).*", by(UpCommandsTest.class)),
            entry(ANY, "./backchannel (ingestion|streams|policy-server|learner +--).*", by(RoleCommandsTest.class)),
            entry("docs/runbook", "curl -s http://gpu1:8000/.*", by(RoleCommandsTest.class)),
            entry(ANY, "./backchannel learner (replay|rebuild) " + ANY, by(RebuildCommandsTest.class)),
            entry(ANY, "./backchannel up .*policy=.*", by(RebuildCommandsTest.class)),
            entry("docs/erasure", "./backchannel (ops|checkpoint) " + ANY, by(RebuildCommandsTest.class)),
            entry(ANY, "(BACKCHANNEL_JAVA_OPTS=.* )?./backchannel bench (?!NAME).*", by(BenchCommandsTest.class)),
            entry(ANY, "./backchannel (pretrain|chaos) " + ANY, by(LongCommandsTest.class)),
            entry(ANY, "./backchannel dist " + ANY, by("DistTest", "\"dist\"")),
            entry("docs/deploy", "tar xzf backchannel.tar.gz", by("DistTest", "tar xzf backchannel.tar.gz")),
            entry(
                    "docs/deploy",
                    "backchannel/bin/backchannel demo " + ANY,
                    by("DistTest", "backchannel/bin/backchannel")),

            // What a build cannot do.
            entry(ANY, "./backchannel bench NAME", nobody("it stands for all of them", "BenchCommandsTest")),
            entry(ANY, "docker build " + ANY, nobody("wants an engine, and the network", "DockerfilesTest")),
            entry(ANY, "docker compose " + ANY, nobody("wants an engine, and the network", "ComposeTest")),
            entry(ANY, "helm " + ANY, nobody("wants a cluster with Strimzi", "ChartTest")),
            entry(ANY, "systemd-analyze " + ANY, nobody("wants a machine that systemd has started", "SystemdTest")),
            entry(ANY, "(VLLM_\\S+ )?vllm serve " + ANY, nobody("wants a GPU, and vLLM", "VllmUpTest")),
            entry(ANY, "./mvnw " + ANY, nobody(CI, "DocumentsTest")),
            entry(ANY, "\\.ci/(run|reproduce|previous)" + ANY, nobody(CI, "BookTest")));

    private static final List<DocumentedCommand> COMMANDS = Document.all(ROOT).stream()
            .flatMap(document -> document.commands().stream().distinct())
            .toList();

    private Book() {}

    /**
     * Some commands of some documents.
     *
     * @param document without its ending
     * @param command whatever its blanks and line ends are, they are one blank here
     */
    record Entry(Pattern document, Pattern command, Executor executor) {
        boolean has(DocumentedCommand documented) {
            return document.matcher(documented.document().replaceAll("\\.md$", ""))
                            .matches()
                    && command.matcher(documented.text().replaceAll("\\s+", " "))
                            .matches();
        }
    }

    private static Entry entry(String document, String command, Executor executor) {
        return new Entry(Pattern.compile(document), Pattern.compile(command.replace("./", "\\./")), executor);
    }

    /** All that there are, once for each document, in its order. */
    static List<DocumentedCommand> commands() {
        return COMMANDS;
    }

    /** What this test has to execute. */
    static Stream<DocumentedCommand> of(Class<?> test) {
        List<Entry> own = ENTRIES.stream()
                .filter(entry -> entry.executor() instanceof Executor.ByTest executor
                        && executor.test().equals(test.getSimpleName()))
                .toList();
        return commands().stream().filter(command -> own.stream().anyMatch(entry -> entry.has(command)));
    }
}
