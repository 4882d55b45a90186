package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.e2e.system.Cli;
import dev.backchannel.kafka.cluster.KafkaCluster;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a document tells to run for minutes, run for seconds. */
@Tag("load")
class LongCommandsTest {
    @TempDir
    Path folder;

    static Stream<DocumentedCommand> commands() {
        return Book.of(LongCommandsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void ends(DocumentedCommand command) throws IOException {
        if (command.text().contains("--bootstrap-servers")) {
            try (KafkaCluster kafka = KafkaCluster.start(folder.resolve("kafka"))) {
                run(command, kafka.bootstrapServers());
            }
        } else {
            run(command, "");
        }
    }

    private void run(DocumentedCommand command, String bootstrapServers) throws IOException {
        Path seed = folder.resolve("seed");
        Typing typing = new Typing()
                .word("my-seed", seed.toString())
                .word("kafka1:9092,kafka2:9092,kafka3:9092", bootstrapServers)
                .word("chaos.properties", properties().toString())
                .word("--minutes 5", "0.05")
                .word("--minutes 1", "0.2")
                .word("--minutes 30", "0.2")
                .then("pretrain(?!.*--minutes)", "--steps", "2")
                .then("pretrain", "--evaluate", "4");
        for (List<String> arguments : typing.arguments(command)) {
            Cli.Result ran = Cli.run(arguments.toArray(String[]::new));
            assertThat(ran.exit())
                    .as("%s%n%s%s", arguments, ran.out(), ran.err())
                    .isZero();
            if (arguments.contains("pretrain")) {
                assertThat(seed).isDirectoryContaining("glob:**/config.json");
            }
        }
    }

    /** How to sign in to Kafka, for one. */
    private Path properties() throws IOException {
        return Files.writeString(folder.resolve("chaos.properties"), "kafka.security-protocol = plaintext\n");
    }
}
