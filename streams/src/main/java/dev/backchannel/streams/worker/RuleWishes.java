package dev.backchannel.streams.worker;

import dev.backchannel.policy.profile.RuleInference;
import dev.backchannel.policy.profile.WishInference;
import io.vertx.core.Future;
import java.time.Instant;

/** By rules, in this process. */
final class RuleWishes implements WishSource {
    static final String NAME = "rules";

    private final WishInference rules = new RuleInference();

    @Override
    public Future<Inferred> infer(String context, String original, String edited, Instant deadline) {
        return Future.succeededFuture(new Inferred(rules.infer(context, original, edited), NAME));
    }
}
