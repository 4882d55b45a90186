package dev.backchannel.streams.worker;

import dev.backchannel.avro.FollowUpJudgement;
import dev.backchannel.avro.MiningTask;
import io.vertx.core.Future;
import java.util.Optional;

/** Says what the follow-up of a task means. */
interface FollowUpJudge extends AutoCloseable {
    /** Never fails; empty: the rules stand. */
    Future<Optional<FollowUpJudgement>> judge(MiningTask task);

    @Override
    void close();

    /** Leaves it to the rules, which the topology knows itself. */
    static FollowUpJudge rules() {
        return new FollowUpJudge() {
            @Override
            public Future<Optional<FollowUpJudgement>> judge(MiningTask task) {
                return Future.succeededFuture(Optional.empty());
            }

            @Override
            public void close() {}
        };
    }
}
