package dev.backchannel.learner.influence;

import dev.backchannel.learner.example.Example;
import java.util.Locale;
import java.util.Optional;

/**
 * Bounds what one user, conversation or tenant teaches within a window, record by record in the order of the log. A reason
 * begins with the word it is counted under: duplicate, burst, user, conversation or tenant.
 */
public final class InfluenceCap {
    private final InfluenceSettings settings;

    public InfluenceCap(InfluenceSettings settings) {
        this.settings = settings;
    }

    /** A record that could teach was read: first of all time goes on. */
    public void hear(Example example, Influence influence) {
        influence.hear(example, settings);
    }

    /** It teaches. */
    public void take(Example example, Influence influence) {
        influence.take(example, settings);
    }

    /** Why a record that was just heard of may not teach; empty: it may. */
    public Optional<String> objection(Example example, Influence influence) {
        Lesson offered = influence.offered(example);
        Shares shares = Shares.of(offered, influence.lessons(), settings.burst().window());
        return duplicate(shares)
                .or(() -> burst(shares))
                .or(() -> user(offered, shares))
                .or(() -> over("conversation", shares.conversation(), offered, settings.largestWeightOfConversation()))
                .or(() -> over("tenant", shares.tenant(), offered, settings.largestWeightOfTenant()));
    }

    private Optional<String> duplicate(Shares shares) {
        if (shares.ownCopies() > 0) {
            return Optional.of("duplicate: its user has taught the same text within " + settings.window());
        }
        return shares.copies() >= settings.copies()
                ? Optional.of("duplicate: " + shares.copies() + " users have taught the same text within "
                        + settings.window() + ", as many as may")
                : Optional.empty();
    }

    private Optional<String> burst(Shares shares) {
        double most = Math.max(settings.burst().least(), settings.burst().times() * shares.ownPace());
        return shares.ownOfLate() + 1 > most
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "burst: its user has taught %d preferences within %s, where %.1f may",
                        shares.ownOfLate(),
                        settings.burst().window(),
                        most))
                : Optional.empty();
    }

    private Optional<String> user(Lesson offered, Shares shares) {
        double most =
                Math.max(settings.largestWeight(), settings.largestShare() * (shares.tenant() + offered.weight()));
        return over("user", shares.user(), offered, most);
    }

    private Optional<String> over(String whose, double taught, Lesson offered, double most) {
        return taught + offered.weight() > most
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s: its %s has taught %.2f of weight within %s, where one may teach %.2f",
                        whose,
                        whose,
                        taught,
                        settings.window(),
                        most))
                : Optional.empty();
    }
}
