package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.kafka.process.ChildJvm;
import dev.backchannel.standalone.Main;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command that goes on until it is stopped, in a process of its own. */
final class Service implements AutoCloseable {
    private static final Pattern GREETING =
            Pattern.compile("(?:is up: page and API at|is ready at) (http://\\S+?)[.,]\\s");
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final ChildJvm process;
    private final Api api;

    private Service(ChildJvm process) {
        this.process = process;
        this.api = new Api(URI.create(process.awaitGreeting(GREETING, PATIENCE)));
    }

    /** Returns once it says that it is up, is well, and is ready. */
    static Service start(List<String> arguments, Path output) {
        List<String> command = new ArrayList<>(List.of(Main.class.getName()));
        command.addAll(arguments);
        Service service = new Service(ChildJvm.start(String.join(" ", arguments), Cli.JVM_OPTIONS, command, output));
        try {
            assertThat(service.api.get("/healthz").status()).isEqualTo(200);
            await().atMost(PATIENCE).until(service.api::ready);
            return service;
        } catch (RuntimeException | AssertionError e) {
            service.close();
            throw e;
        }
    }

    Api api() {
        return api;
    }

    /** As Ctrl-C does. */
    void stop() {
        assertThat(process.stop()).as(process.output()).isZero();
    }

    @Override
    public void close() {
        process.close();
    }
}
