package dev.backchannel.standalone.bench.serving;

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

/** A policy server as a deployment runs it, alone with its broker: nobody learns or mines beside it. */
final class ServingUnderTest implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);

    private final Broker broker;
    private final SingleRole server;
    private final Topics topics;
    private final DataDirectory data;

    private ServingUnderTest(Broker broker, SingleRole server, Topics topics, DataDirectory data) {
        this.broker = broker;
        this.server = server;
        this.topics = topics;
        this.data = data;
    }

    /** Returns when it is ready. */
    static ServingUnderTest start(SystemOptions options, Path folder) throws InterruptedException {
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
            SingleRole server = SingleRole.start(settings, RoleKind.POLICY_SERVER);
            ServingUnderTest serving = new ServingUnderTest(broker, server, topics, data);
            serving.awaitReady();
            return serving;
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
                throw UserError.failure("the policy server was not ready within " + READY.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    URI url() {
        return server.url();
    }

    /** The one that serves. */
    PolicyModel model() {
        return server.model().orElseThrow();
    }

    /** checkpoint_id, or {@code base}. */
    String checkpoint() {
        return server.servedCheckpoint();
    }

    Topics topics() {
        return topics;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where it looks for checkpoints. */
    Path store() {
        return data.store();
    }

    @Override
    public void close() {
        server.close();
        broker.close();
    }
}
