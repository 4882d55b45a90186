package dev.backchannel.server.testing;

import static org.awaitility.Awaitility.await;

import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.server.ServerConfig;
import java.nio.file.Path;

/** A broker and a server of the seed policy, for measuring: on all cores, or as many threads as {@code -Dthreads} says. */
public record SeedServer(Broker broker, PolicyModel model, Server server) implements AutoCloseable {
    /** It is ready. Its store is {@code folder/store}. */
    public static SeedServer start(Path folder) throws Exception {
        int threads = Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
        Broker broker = Broker.start(folder.resolve("kafka"), 0);
        PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(threads));
        Server server = new Server(
                ServerConfig.defaults(folder.resolve("data")),
                broker.topics(),
                broker.bootstrapServers(),
                model,
                folder.resolve("store"));
        await().until(server.role()::ready);
        return new SeedServer(broker, model, server);
    }

    @Override
    public void close() throws Exception {
        server.close();
        model.close();
        broker.close();
    }
}
