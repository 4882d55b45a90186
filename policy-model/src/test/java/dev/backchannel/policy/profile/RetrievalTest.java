package dev.backchannel.policy.profile;

import static dev.backchannel.policy.style.StyleValue.CASUAL;
import static dev.backchannel.policy.style.StyleValue.EMOJI;
import static dev.backchannel.policy.style.StyleValue.FORMAL;
import static dev.backchannel.policy.style.StyleValue.GREETING;
import static dev.backchannel.policy.style.StyleValue.LONG;
import static dev.backchannel.policy.style.StyleValue.NO_EMOJI;
import static dev.backchannel.policy.style.StyleValue.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.style.StyleValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    private static final long NOW = Duration.ofDays(1000).toMillis();
    private static final float[] HERE = {1, 0};

    private int count;

    @Test
    void nothingIsKnownOfNobody() {
        assertThat(of(5).wishes(List.of(), HERE, NOW)).isEmpty();
        assertThat(of(5).wishes(List.of(), null, NOW)).isEmpty();
    }

    @Test
    void theNearestContextSpeaksAloneForKOne() {
        List<Memory> memories = List.of(inferred(0.8, SHORT, EMOJI), inferred(0.95, LONG), inferred(0.9, SHORT));
        assertThat(values(of(1).wishes(memories, HERE, NOW))).containsExactly(LONG);
    }

    @Test
    void contextsThatAreUnlikeAreNotAsked() {
        assertThat(of(5).wishes(List.of(inferred(0.05, SHORT)), HERE, NOW)).isEmpty();
        assertThat(of(5).wishes(List.of(inferred(0.9, SHORT)), null, NOW)).isEmpty();
        Memory otherBase = new Memory("e", "c", new float[] {1, 0, 0}, List.of(Wish.of(SHORT)), false, NOW, 0);
        assertThat(of(5).wishes(List.of(otherBase), HERE, NOW)).isEmpty();
    }

    @Test
    void severalAreAggregatedByDimensionAndATieIsLeftOut() {
        List<Memory> memories = List.of(
                inferred(0.9, SHORT, EMOJI),
                inferred(0.9, SHORT, GREETING),
                inferred(0.9, LONG),
                inferred(0.9, NO_EMOJI));
        assertThat(values(of(5).wishes(memories, HERE, NOW))).containsExactly(SHORT, GREETING);
    }

    @Test
    void aNearVoiceOutweighsFarOnes() {
        List<Memory> memories = List.of(inferred(1, SHORT), inferred(0.6, LONG), inferred(0.6, LONG));
        assertThat(values(of(5).wishes(memories, HERE, NOW))).containsExactly(SHORT);
    }

    @Test
    void anOldMemoryCountsLess() {
        Memory old = inferred(0.9, SHORT);
        Memory fresh = new Memory("new", "new", HERE.clone(), List.of(Wish.of(LONG)), false, NOW, 0);
        Memory years = new Memory(
                "old",
                "old",
                old.embedding(),
                old.wishes(),
                false,
                NOW - Duration.ofDays(400).toMillis(),
                0);
        Memory alsoOld = new Memory(
                "old2",
                "old2",
                old.embedding(),
                old.wishes(),
                false,
                NOW - Duration.ofDays(400).toMillis(),
                0);
        assertThat(values(of(5).wishes(List.of(years, alsoOld, fresh), HERE, NOW)))
                .containsExactly(LONG);
    }

    @Test
    void oneLuckyPreferenceTakesOnePlace() {
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // confirmed in twenty contexts, all nearer than any other
            memories.add(new Memory("lucky", "context " + i, HERE.clone(), List.of(Wish.of(SHORT)), false, NOW, i));
        }
        memories.add(inferred(0.9, LONG));
        memories.add(inferred(0.9, LONG));
        assertThat(values(of(5).wishes(memories, HERE, NOW))).containsExactly(LONG);
    }

    @Test
    void theSameTaughtTwiceInOneContextTakesOnePlace() {
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            memories.add(new Memory("e" + i, "one context", HERE.clone(), List.of(Wish.of(SHORT)), false, NOW, 0));
        }
        memories.add(inferred(0.99, LONG));
        memories.add(inferred(0.99, LONG));
        assertThat(values(of(3).wishes(memories, HERE, NOW))).containsExactly(LONG);
    }

    @Test
    void whatIsStatedOutranksWhatIsInferred() {
        List<Memory> memories = List.of(
                stated("", "Keep it short.", SHORT), inferred(1, LONG, EMOJI), inferred(1, LONG), inferred(1, LONG));
        assertThat(of(5).wishes(memories, HERE, NOW))
                .containsExactly(new Wish("Keep it short.", SHORT), Wish.of(EMOJI));
        assertThat(of(0).wishes(memories, null, NOW)).containsExactly(new Wish("Keep it short.", SHORT));
    }

    @Test
    void whatIsStatedForAContextOutranksWhatIsStatedForAll() {
        List<Memory> memories =
                List.of(stated("", "Formal, please.", FORMAL), stated("films", "Casual, please.", CASUAL));
        assertThat(values(of(5).wishes(memories, HERE, NOW))).containsExactly(CASUAL);
        assertThat(values(of(5).wishes(memories, new float[] {0, 1}, NOW))).containsExactly(FORMAL);
    }

    @Test
    void theLatestStatementWinsAndUnknownWordsAreKept() {
        Memory before = new Memory("a", "", new float[0], List.of(Wish.of(LONG)), true, NOW - 5, 0);
        Memory after = new Memory("b", "", new float[0], List.of(Wish.of(SHORT)), true, NOW, 0);
        Memory french = new Memory("c", "", new float[0], Wish.stated("Always answer in French."), true, NOW - 9, 0);
        assertThat(of(5).wishes(List.of(french, before, after), HERE, NOW))
                .containsExactly(Wish.of(SHORT), new Wish("Always answer in French.", null));
    }

    @Test
    void theOrderOfMemoriesMakesNoDifference() {
        List<Memory> memories = new ArrayList<>(List.of(
                inferred(0.9, SHORT), inferred(0.9, LONG), inferred(0.9, SHORT, EMOJI), inferred(0.9, NO_EMOJI)));
        List<Wish> wishes = of(3).wishes(memories, HERE, NOW);
        java.util.Collections.reverse(memories);
        assertThat(of(3).wishes(memories, HERE, NOW)).isEqualTo(wishes);
    }

    private static Retrieval of(int neighbours) {
        return new Retrieval(RetrievalSettings.standard().withNeighbours(neighbours));
    }

    private Memory inferred(double similarity, StyleValue... values) {
        float[] embedding = {(float) similarity, (float) Math.sqrt(1 - similarity * similarity)};
        String name = "evidence " + count++;
        List<Wish> wishes = Arrays.stream(values).map(Wish::of).toList();
        return new Memory(name, "context of " + name, embedding, wishes, false, NOW, 0);
    }

    private static Memory stated(String context, String sentence, StyleValue value) {
        float[] embedding = context.isEmpty() ? new float[0] : HERE.clone();
        return new Memory(sentence, context, embedding, List.of(new Wish(sentence, value)), true, NOW, 0);
    }

    private static List<StyleValue> values(List<Wish> wishes) {
        return wishes.stream().map(Wish::valueOrNull).toList();
    }
}
