package dev.backchannel.learner.testing;

import dev.backchannel.policy.PolicyModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A broker and a base for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class Harness {
    protected Cluster cluster;
    protected PolicyModel model;
    protected Learners learners;

    @BeforeAll
    void startHarness(@TempDir Path folder) {
        cluster = new Cluster(folder.resolve("kafka"));
        model = TinyBase.load(folder.resolve("model"), 1);
        learners = new Learners(cluster, model);
    }

    @AfterAll
    void stopHarness() {
        cluster.close();
        model.close();
    }
}
