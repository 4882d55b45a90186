package dev.backchannel.learner.testing;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.Lender;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;

/** One broker and one base for all test classes. */
final class Shared extends Lender<Shared.Parts> {
    Shared() {
        super(Parts.class);
    }

    /** A borrower takes topics of its own ({@link Cluster#topics()}). */
    record Parts(Cluster cluster, PolicyModel model) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
            model.close();
        }
    }

    @Override
    protected Parts start(Path folder) {
        return new Parts(new Cluster(folder.resolve("kafka")), TinyBase.load(folder.resolve("model"), 1));
    }
}
