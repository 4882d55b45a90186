package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.e2e.system.Shell;
import dev.backchannel.kafka.cluster.KafkaCluster;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.testing.docs.DocumentedCommand;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import dev.backchannel.testing.vllm.VllmServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each role that a document tells to start by itself comes up on three brokers, becomes ready, and stops. */
@Tag("load")
class RoleCommandsTest {
    private static final AtomicInteger STARTED = new AtomicInteger();

    @TempDir
    static Path folder;

    private static KafkaCluster kafka;
    private static Bucket bucket;
    private static SchemaRegistryServer registry;
    private static PolicyModel model;
    private static VllmServer gpu1;
    private static VllmServer gpu2;
    private static Typing typing;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaCluster.start(folder.resolve("kafka"));
        bucket = new Bucket(folder);
        registry = new SchemaRegistryServer();
        Path base = folder.resolve("base");
        model = TinyBase.load(base, 1);
        gpu1 = new VllmServer(model);
        gpu2 = new VllmServer(model);
        typing = new Typing()
                .word("kafka1:9092,kafka2:9092,kafka3:9092", kafka.bootstrapServers())
                .word("kafka:9092", kafka.bootstrapServers())
                .word("localhost:9092", kafka.bootstrapServers())
                .word("http://localhost:8080/apis/ccompat/v7", registry.url())
                .word("http://gpu1:8000,http://gpu2:8000", gpu1.url() + "," + gpu2.url())
                .word("/models/base", base.toString())
                .word("/mnt/shared/checkpoints", RoleCommandsTest::another)
                .part("http://gpu1:8000", gpu1::url)
                .part("/etc/backchannel/patterns", () -> patterns().toString())
                .then("", () -> List.of("--port", "0", "--set", "threads=1"))
                // Each has a store of its own here, so it has topics of its own.
                .then("", () -> List.of("--set", "topic-prefix=" + STARTED.incrementAndGet() + "-"))
                .then("(?!.* --data)", () -> List.of("--data", another()))
                .then("(?!.* --bootstrap-servers)", "--bootstrap-servers", kafka.bootstrapServers())
                .then(".*s3://", "--config", bucket.config.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        gpu1.close();
        gpu2.close();
        model.close();
        registry.close();
        bucket.close();
        kafka.close();
    }

    private static String another() {
        return folder.resolve("folder-" + STARTED.incrementAndGet()).toString();
    }

    /** As the document has it. */
    private static Path patterns() {
        try {
            return Files.writeString(folder.resolve("patterns"), "customer KD-[0-9]{6}\nmember   \\bM[0-9]{9,12}\\b\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<DocumentedCommand> commands() {
        return Book.of(RoleCommandsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void comesUp(DocumentedCommand command) throws IOException {
        if (!command.isOurs()) {
            assertThat(Shell.run(typing.line(command))).contains(VllmServer.BASE);
            return;
        }
        for (List<String> arguments : typing.arguments(command)) {
            try (Service role = Service.start(arguments, Path.of(another()).resolve("output.log"))) {
                role.stop();
            }
        }
    }
}
