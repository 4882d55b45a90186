package dev.backchannel.standalone.bench.measure;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.Broker;
import dev.backchannel.standalone.system.DataDirectory;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One role as a deployment runs it, alone with its broker: nothing else of the system runs beside it. */
public final class RoleUnderTest implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);

    private final Broker broker;
    private final SingleRole server;
    private final Topics topics;
    private final DataDirectory data;

    private RoleUnderTest(Broker broker, SingleRole server, Topics topics, DataDirectory data) {
        this.broker = broker;
        this.server = server;
        this.topics = topics;
        this.data = data;
    }

    /** Returns when it is ready. */
    public static RoleUnderTest start(SystemOptions options, Path folder, RoleKind kind) throws InterruptedException {
        Map<String, Object> flags = new HashMap<>();
        flags.put("data", folder);
        flags.put("port", options.port() == null ? 0 : options.port());
        StandaloneOptions first = StandaloneOptions.from(options.load(flags));
        Topics topics = new Topics(first.topics());
        DataDirectory data = DataDirectory.open(folder);
        Broker broker = Broker.start(data, first.kafkaPort(), first.fsync(), topics);
        try {
            flags.put("bootstrap-servers", broker.bootstrapServers());
            Settings settings = options.load(flags);
            SingleRole server = SingleRole.start(settings, kind);
            RoleUnderTest role = new RoleUnderTest(broker, server, topics, data);
            role.awaitReady();
            return role;
        } catch (RuntimeException | Error | InterruptedException e) {
            broker.close();
            throw e;
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!server.ready()) {
            if (System.nanoTime() > deadline) {
                server.close();
                throw UserError.failure("the role was not ready within " + READY.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    public URI url() {
        return server.url();
    }

    /** The one that a policy server serves. */
    public PolicyModel model() {
        return server.model().orElseThrow();
    }

    /** checkpoint_id, or {@code base}. */
    public String checkpoint() {
        return server.servedCheckpoint();
    }

    public Topics topics() {
        return topics;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where it looks for checkpoints. */
    public Path store() {
        return data.store();
    }

    @Override
    public void close() {
        server.close();
        broker.close();
    }
}
