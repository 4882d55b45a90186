package dev.backchannel.learner.testing;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.example.HeldBackRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Preferences of users who like a courteous answer: enough of a rule to be learned. */
public final class Preferences {
    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> WISHES =
            List.of("coffee", "tea", "cake", "a seat", "a film", "juice", "soup", "bread", "jam", "milk");

    private Preferences() {}

    public static Preference pair(int i) {
        String wish = WISHES.get(i % WISHES.size());
        return of(
                i,
                new Pair(answer("Of course, " + wish + ", with pleasure!"), answer(wish + " " + i % 7 + " no what")));
    }

    public static Preference label(int i) {
        String wish = WISHES.get(i % WISHES.size());
        boolean liked = i % 2 == 0;
        return of(i, new Label(answer(liked ? "Of course, " + wish + "!" : wish + " no what"), liked));
    }

    /** Pairs, and every third a label. */
    public static Preference mixed(int i) {
        return i % 3 == 2 ? label(i) : pair(i);
    }

    public static Preference of(int i, Object body) {
        String wish = WISHES.get(i % WISHES.size());
        return Preference.newBuilder()
                .setPreferenceId("p" + i)
                .setTenant("default")
                .setConversationId("c" + i)
                .setTurnId("t" + i)
                .setUserId("u" + i % 5)
                .setPrompt(new Prompt(List.of(new Message("user", "I want " + wish + " " + i)), null))
                .setWeight(1)
                .setSignal(SignalKind.EDIT)
                .setEvidence(List.of("e" + i))
                .setAcceptedAt(FIRST.plusSeconds(i))
                .setBody(body)
                .build();
    }

    public static Answer answer(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    /** The first {@code count} that {@code make} makes whose conversation is, or is not, held back by {@code rule}. */
    public static List<Preference> some(int count, IntFunction<Preference> make, HeldBackRule rule, boolean held) {
        List<Preference> found = new ArrayList<>();
        for (int i = 0; found.size() < count; i++) {
            Preference preference = make.apply(i);
            if (rule.holdsBack(preference) == held) {
                found.add(preference);
            }
        }
        return found;
    }
}
