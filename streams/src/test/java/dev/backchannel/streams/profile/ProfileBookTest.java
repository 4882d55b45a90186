package dev.backchannel.streams.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backchannel.avro.Description;
import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ProfileBookTest {
    private static final ProfileWish SHORT =
            new ProfileWish("The user prefers short answers.", "length", "short", true);
    private static final ProfileWish LONG = new ProfileWish("The user prefers long answers.", "length", "long", true);
    private static final ProfileWish EMOJI = new ProfileWish("The user prefers emoji.", "emoji", "emoji", true);
    private static final ProfileWish FRENCH = new ProfileWish("Answer in French.", null, null, false);
    private static final List<ProfileWish> WISHES = List.of(SHORT, LONG, EMOJI, FRENCH);
    private static final ProfileBook BOOK = new ProfileBook(64);

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void inAnyOrderAndTwiceTheSameUpdatesAreTheSameProfile(
            @ForAll("updates") List<ProfileUpdate> updates, @ForAll long seed) {
        List<ProfileUpdate> twice = new ArrayList<>(updates);
        twice.addAll(updates);
        Collections.shuffle(twice, new Random(seed));
        assertThat(ProfileView.entries(read(BOOK, twice))).isEqualTo(ProfileView.entries(read(BOOK, updates)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void afterForgettingOnlyWhatCameLaterIsKnown(@ForAll("updates") List<ProfileUpdate> updates, @ForAll long seed) {
        Instant forgotten = at(50);
        List<ProfileUpdate> all = new ArrayList<>(updates);
        all.add(update("forget", 50, new ProfileChange(List.of(), List.of())));
        Collections.shuffle(all, new Random(seed));
        ProfileState state = read(BOOK, all);
        assertThat(state.getEntries()).allSatisfy(entry -> assertThat(entry.getEvidence())
                .allMatch(evidence -> evidence.getAcceptedAt().isAfter(forgotten)));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void thereIsNeverMoreThanTheBoundAndTheUsersOwnWordsGoLast(@ForAll("updates") List<ProfileUpdate> updates) {
        ProfileState state = read(new ProfileBook(3), updates);
        assertThat(state.getEntries()).hasSizeLessThanOrEqualTo(3);
        List<ProfileUpdate> more = new ArrayList<>(updates);
        more.add(update("own", 200, new Statement(List.of(FRENCH), List.of("own"))));
        IntStream.range(0, 9).forEach(i -> more.add(learned("later" + i, 300 + i, "question " + i, SHORT)));
        assertThat(sentences(read(new ProfileBook(3), more))).contains(FRENCH.getSentence());
    }

    @Test
    void theOldestAndLeastConfirmedGoesFirst() {
        ProfileState state = read(
                new ProfileBook(2),
                List.of(
                        learned("a", 1, "old but confirmed", SHORT),
                        learned("b", 2, "old but confirmed", SHORT),
                        learned("c", 3, "less old", SHORT),
                        learned("d", 4, "new", SHORT)));
        assertThat(ProfileView.entries(state))
                .extracting(ProfileEntry::getContext)
                .containsExactly("new", "old but confirmed");
    }

    @Test
    void theSameWishInTheSameContextIsOneEntryWithTheEvidenceOfBoth() {
        ProfileState state = read(
                BOOK,
                List.of(learned("a", 1, "Price of a latte?", SHORT), learned("b", 5, "price of a  latte?", SHORT)));
        assertThat(ProfileView.entries(state)).singleElement().satisfies(entry -> {
            assertThat(entry.getEvidence()).containsExactly("event a", "event b");
            assertThat(entry.getConfirmations()).isEqualTo(1);
            assertThat(entry.getAcceptedAt()).isEqualTo(at(5));
            assertThat(entry.getEmbedding()).containsExactly(5f);
        });
    }

    @Test
    void whatTheUserSaysSilencesWhatWasInferredToTheContrary() {
        ProfileState state = read(
                BOOK,
                List.of(
                        learned("a", 9, "latte", SHORT, EMOJI),
                        update("s", 1, new Statement(List.of(LONG), List.of("t1")))));
        assertThat(sentences(state)).containsExactlyInAnyOrder(LONG.getSentence(), EMOJI.getSentence());
        ProfileState said = read(BOOK, state, update("s2", 2, new Statement(List.of(SHORT), List.of("t2"))));
        assertThat(ProfileView.entries(said).get(0).getSentence())
                .as("his latest words count")
                .isEqualTo(SHORT.getSentence());
        assertThat(sentences(said)).doesNotContain(LONG.getSentence());
    }

    @Test
    void aReplacementKeepsWhatItNamesStatesWhatItSaysAndDropsTheRest() {
        ProfileState before = read(BOOK, List.of(learned("a", 1, "latte", SHORT), learned("b", 2, "tea", EMOJI)));
        String kept = ProfileView.entries(before).stream()
                .filter(e -> e.getContext().equals("latte"))
                .findFirst()
                .orElseThrow()
                .getEntryId();
        ProfileState after =
                read(BOOK, before, update("put", 10, new ProfileChange(List.of(kept, "unknown"), List.of(FRENCH))));
        assertThat(ProfileView.entries(after))
                .extracting(ProfileEntry::getSentence, ProfileEntry::getStated)
                .containsExactly(tuple(FRENCH.getSentence(), true), tuple(SHORT.getSentence(), false));
        ProfileState late = read(BOOK, after, learned("c", 9, "cake", EMOJI));
        assertThat(late).as("accepted before the change, described after it").isEqualTo(after);
    }

    @Test
    void copiesThatConfirmInOtherContextsPointToWhatWasLearned() {
        ProfileState state = read(
                BOOK,
                List.of(
                        learned("a", 1, "latte", SHORT),
                        confirmed("b", 2, "tea", SHORT),
                        confirmed("c", 3, "cake", SHORT)));
        Set<String> origins =
                ProfileView.entries(state).stream().map(ProfileEntry::getOrigin).collect(Collectors.toSet());
        assertThat(ProfileView.entries(state)).hasSize(3);
        assertThat(origins).hasSize(1).contains(Entries.id(false, "latte", List.of(SHORT)));
    }

    @Test
    void moreChangesThanAreRememberedCloseWhatCameBefore() {
        List<ProfileUpdate> updates = new ArrayList<>();
        IntStream.range(0, Changes.MOST + 2)
                .forEach(i -> updates.add(update("put" + i, 10 + i, new ProfileChange(List.of(), List.of()))));
        ProfileState state = read(BOOK, updates);
        assertThat(state.getChanges()).hasSize(Changes.MOST);
        assertThat(read(BOOK, state, learned("a", 9, "latte", SHORT))).isEqualTo(state);
        assertThat(read(BOOK, state, updates.get(0))).as("a repeat").isEqualTo(state);
    }

    @Provide
    Arbitrary<List<ProfileUpdate>> updates() {
        Arbitrary<Integer> kinds =
                Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(3, 1), Tuple.of(2, 2), Tuple.of(2, 3), Tuple.of(1, 4));
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
        Arbitrary<List<int[]>> drawn = Combinators.combine(kinds, small, small)
                .as((kind, wish, context) -> new int[] {kind, wish, context})
                .list()
                .ofMaxSize(14);
        return Combinators.combine(drawn, Arbitraries.randomValue(Random::nextLong))
                .as(ProfileBookTest::written);
    }

    /** At times that all differ, in any order. */
    private static List<ProfileUpdate> written(List<int[]> drawn, long seed) {
        List<Integer> times = new ArrayList<>(IntStream.range(1, 100).boxed().toList());
        times.remove(Integer.valueOf(50));
        Collections.shuffle(times, new Random(seed));
        List<ProfileUpdate> updates = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            ProfileWish wish = WISHES.get(drawn.get(i)[1]);
            String context = "question " + drawn.get(i)[2];
            String id = "u" + i;
            int time = times.get(i);
            updates.add(
                    switch (drawn.get(i)[0]) {
                        case 0 -> learned(id, time, context, wish);
                        case 1 -> confirmed(id, time, context, wish);
                        case 2 -> update(id, time, new Statement(List.of(wish), List.of(id)));
                        case 3 ->
                            update(
                                    id,
                                    time,
                                    new ProfileChange(
                                            List.of(Entries.id(false, context, List.of(wish))), List.of(wish)));
                        default -> update(id, time, new ProfileChange(List.of(), List.of()));
                    });
        }
        return updates;
    }

    private static ProfileState read(ProfileBook book, List<ProfileUpdate> updates) {
        return read(book, ProfileBook.empty("default", "u1"), updates.toArray(ProfileUpdate[]::new));
    }

    private static ProfileState read(ProfileBook book, ProfileState before, ProfileUpdate... updates) {
        ProfileState state = before;
        for (ProfileUpdate update : updates) {
            state = book.apply(state, update);
        }
        return state;
    }

    private static List<String> sentences(ProfileState state) {
        return ProfileView.entries(state).stream()
                .map(ProfileEntry::getSentence)
                .toList();
    }

    private static ProfileUpdate learned(String id, int at, String context, ProfileWish... wishes) {
        return update(id, at, description(id, at, context, false, wishes));
    }

    private static ProfileUpdate confirmed(String id, int at, String context, ProfileWish... wishes) {
        return update(id, at, description(id, at, context, true, wishes));
    }

    private static Description description(String id, int at, String context, boolean confirms, ProfileWish... wishes) {
        return Description.newBuilder()
                .setUserId("u1")
                .setContext(context)
                .setEmbedding(List.of((float) at))
                .setWishes(List.of(wishes))
                .setEvidence(List.of("event " + id))
                .setAcceptedAt(at(at))
                .setConfirms(confirms)
                .build();
    }

    private static ProfileUpdate update(String id, int at, Object body) {
        return new ProfileUpdate("default", "u1", id, at(at), body);
    }

    private static Instant at(int seconds) {
        return Instant.EPOCH.plusSeconds(seconds);
    }
}
