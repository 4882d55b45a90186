package dev.backchannel.server.testing;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.Lender;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;

/** One broker and one base for all test classes. */
public final class Shared extends Lender<Shared.Parts> {
    public Shared() {
        super(Parts.class);
    }

    /** A borrower takes topics of its own ({@link Broker#another()}). */
    public record Parts(Broker broker, PolicyModel model) implements AutoCloseable {
        @Override
        public void close() {
            broker.close();
            model.close();
        }
    }

    @Override
    protected Parts start(Path folder) {
        return new Parts(Broker.start(folder.resolve("kafka"), 0), TinyBase.load(folder.resolve("model"), 1));
    }
}
