package dev.backchannel.server.testing;

import static org.awaitility.Awaitility.await;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A policy server for all tests of a class, with topics and folders of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Shared.class)
public abstract class ServerCase {
    protected Broker broker;
    protected PolicyModel model;
    protected Path store;
    protected Server server;

    @BeforeAll
    void startServer(Shared.Parts parts, @TempDir Path folder) throws Exception {
        broker = parts.broker().another();
        model = parts.model();
        store = folder.resolve("store");
        prepare();
        server = new Server(config(folder.resolve("data")), broker.topics(), broker.bootstrapServers(), model, store);
        await().atMost(Duration.ofSeconds(20)).until(server.role()::ready);
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    /** @param data the server's own folder */
    protected ServerConfig config(Path data) {
        return ServerConfig.defaults(data);
    }

    /** What must be there before the server starts. */
    protected void prepare() throws Exception {}
}
