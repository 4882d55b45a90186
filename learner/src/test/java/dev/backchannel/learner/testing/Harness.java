package dev.backchannel.learner.testing;

import dev.backchannel.policy.PolicyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker and a base, shared by all tests of all classes; every test takes topics and folders of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Shared.class)
public abstract class Harness {
    protected Cluster cluster;
    protected PolicyModel model;
    protected Learners learners;

    @BeforeAll
    void borrow(Shared.Parts parts) {
        cluster = parts.cluster();
        model = parts.model();
        learners = new Learners(cluster, model);
    }
}
