package dev.backchannel.streams.worker;

import dev.backchannel.policy.flr.FollowUps;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * By what the reward of an answer is taken. Everything null, false or empty is the usual reward, for which a base may have
 * an AUC recorded; any other is trusted only as far as {@code auc} says.
 *
 * @param followUps file with canned follow-ups of your own, in any language (none: the project's)
 * @param category only the follow-ups of this category (none: all)
 * @param negativeOnly only the negative follow-ups
 * @param model the model that scores: base, policy, policy@ID, or a name that the other server knows (none: the base)
 * @param server root of an OpenAI-compatible server that scores instead of the policy server; it must echo a prompt's
 *     log-probabilities in {@code /v1/completions}
 * @param template folder with the chat template of that server's model (none: plain {@code User:} and {@code Assistant:})
 * @param auc held-out AUC of this reward, as {@code bench flr} measured it; needed for any but the usual reward
 * @param remembered rewards of so many answers are kept, so that none is scored twice by the same model
 */
public record RewardConfig(
        @Nullable String followUps,
        @Nullable String category,
        boolean negativeOnly,
        @Nullable String model,
        @Nullable String server,
        @Nullable String template,
        OptionalDouble auc,
        int remembered) {

    public RewardConfig {
        if (auc.isPresent() && !(auc.getAsDouble() >= 0 && auc.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("auc must be 0 to 1, not " + auc.getAsDouble());
        }
        if (remembered < 0) {
            throw new IllegalArgumentException("remembered must not be negative: " + remembered);
        }
        if (server != null && !server.matches("https?://.+")) {
            throw new IllegalArgumentException("server must be an http or https URL, not '" + server + "'");
        }
        if (server != null && model == null) {
            throw new IllegalArgumentException(
                    "server is " + server + ", so model must say which of its models scores");
        }
        if (template != null && server == null) {
            throw new IllegalArgumentException("template is for a server of your own; set server, too");
        }
        chosen(followUps, category, negativeOnly);
    }

    /** The base, by the project's follow-ups. */
    public static RewardConfig usual() {
        return new RewardConfig(null, null, false, null, null, null, OptionalDouble.empty(), 4096);
    }

    /** Whether the AUC that is recorded for a base holds for it. */
    boolean isUsual() {
        return followUps == null
                && category == null
                && !negativeOnly
                && (model == null || model.equals(PolicyClient.BASE))
                && server == null;
    }

    /** @throws IllegalArgumentException if the file cannot be used or has no such category */
    public FollowUps chosen() {
        return chosen(followUps, category, negativeOnly);
    }

    URI serverUrl() {
        return URI.create(Objects.requireNonNull(server, "no server is set: the policy server scores"));
    }

    private static FollowUps chosen(@Nullable String file, @Nullable String category, boolean negativeOnly) {
        FollowUps all = file == null ? FollowUps.standard() : FollowUps.load(Path.of(file));
        FollowUps some = category == null ? all : all.only(category);
        return negativeOnly ? some.negativeOnly() : some;
    }
}
