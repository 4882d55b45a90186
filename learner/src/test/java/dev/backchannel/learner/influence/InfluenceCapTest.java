package dev.backchannel.learner.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Label;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.testing.Preferences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who wants to decide more than their share is told why not, whatever they try. */
class InfluenceCapTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final InfluenceSettings DEFAULTS = InfluenceSettings.defaults();

    private final List<String> ends = new ArrayList<>();
    private Influence influence = new Influence();
    private int made;

    @Test
    void whoHasHalfOfTheVolumeStaysBelowTheirShare() {
        double greedy = 0;
        double all = 0;
        for (int i = 0; i < 3_000; i++) {
            boolean own = i % 2 == 0;
            if (teaches(DEFAULTS, user(own ? "greedy" : "u" + i % 61), i * 1_000L)) {
                greedy += own ? 1 : 0;
                all++;
            } else {
                assertThat(own).as("%s", ends).isTrue();
            }
        }
        assertThat(greedy / all).isBetween(0.08, DEFAULTS.largestShare() + 1e-9);
    }

    @Test
    void aloneAUserTeachesWhatAnyUserMayAndIsHeardAgainAnHourLater() {
        int taught = 0;
        for (int i = 0; i < 200; i++) {
            taught += teaches(DEFAULTS, user("alone"), i * 2_000L) ? 1 : 0;
        }
        assertThat(taught).isEqualTo((int) DEFAULTS.largestWeight());
        assertThat(ends).allMatch(reason -> reason.startsWith("user: its user has taught 30.00 of weight within PT1H"));
        long later = HOUR.toMillis() + 400_000;
        for (int i = 0; i < LogClock.VOTES; i++) {
            teaches(DEFAULTS, user("other" + i), later);
        }
        assertThat(teaches(DEFAULTS, user("alone"), later)).isTrue();
    }

    @Test
    void aConversationAndATenantAreBoundedWhoeverSpeaks() {
        InfluenceSettings settings = new InfluenceSettings(HOUR, 1e9, 0, 3, 5, 99, BurstSettings.none(), 99);
        for (int i = 0; i < 4; i++) {
            Preference inOne =
                    Preference.newBuilder(user("u" + i)).setConversationId("c").build();
            assertThat(teaches(settings, inOne, i)).isEqualTo(i < 3);
        }
        assertThat(ends).singleElement().asString().startsWith("conversation: its conversation has taught 3.00 ");
        ends.clear();
        for (int i = 0; i < 3; i++) {
            assertThat(teaches(settings, user("v" + i), 9)).isEqualTo(i < 2);
        }
        assertThat(ends).singleElement().asString().startsWith("tenant: its tenant has taught 5.00 ");
        Preference elsewhere =
                Preference.newBuilder(user("v")).setTenant("other").build();
        assertThat(teaches(settings, elsewhere, 9)).isTrue();
    }

    @Test
    void theSameTextTeachesOnceForAUserAndForAFewUsers() {
        assertThat(teaches(DEFAULTS, paste("u0", "buy  now"), 0)).isTrue();
        assertThat(teaches(DEFAULTS, paste("u0", " buy now "), 1))
                .as("but for blanks")
                .isFalse();
        assertThat(ends).singleElement().asString().startsWith("duplicate: its user has taught the same text");
        for (int i = 1; i < 10; i++) {
            assertThat(teaches(DEFAULTS, paste("u" + i, "buy now"), i)).isEqualTo(i < DEFAULTS.copies());
        }
        assertThat(ends.get(5)).startsWith("duplicate: 3 users have taught the same text");
        Preference opposite = Preference.newBuilder(paste("u0", "buy now"))
                .setBody(new Label(Preferences.answer("buy now"), false))
                .build();
        assertThat(teaches(DEFAULTS, opposite, 20))
                .as("a changed mind is no copy")
                .isTrue();
    }

    /** What another tenant teaches neither makes room nor takes it. */
    @Test
    void tenantsAreCountedApart() {
        for (int i = 0; i < DEFAULTS.copies(); i++) {
            assertThat(teaches(DEFAULTS, of("bolt", paste("u" + i, "buy now")), i))
                    .isTrue();
        }
        assertThat(teaches(DEFAULTS, of("acme", paste("u0", "buy now")), 9))
                .as("the same user's name and words, elsewhere")
                .isTrue();
        for (int i = 0; i < 1_000; i++) {
            teaches(DEFAULTS, of("bolt", user("u" + i % 61)), 1_000 + i * 2_000L);
        }
        int taught = 1;
        for (int i = 0; i < 200; i++) {
            taught += teaches(DEFAULTS, of("acme", user("u0")), 2_100_000 + i * 2_000L) ? 1 : 0;
        }
        assertThat(taught).isEqualTo((int) DEFAULTS.largestWeight());
    }

    private static Preference of(String tenant, Preference preference) {
        return Preference.newBuilder(preference).setTenant(tenant).build();
    }

    @Test
    void aBurstIsWhatIsFarOverAUsersOwnPace() {
        InfluenceSettings settings = new InfluenceSettings(
                HOUR, 1e9, 0, 1e9, 1e9, 99, new BurstSettings(Duration.ofSeconds(10), 6, 3), 10_000);
        for (int i = 0; i < 7; i++) {
            assertThat(teaches(settings, user("new"), i)).isEqualTo(i < 6);
        }
        assertThat(ends).singleElement().asString().startsWith("burst: its user has taught 6 preferences within PT10S");
        influence = new Influence();
        for (int i = 0; i < 400; i++) {
            assertThat(teaches(settings, user("busy"), i * 2_500L)).isTrue(); // four in ten seconds
        }
        long now = 400 * 2_500L;
        int more = 0;
        while (teaches(settings, user("busy"), now)) {
            more++;
        }
        assertThat(more).isBetween(6, 12); // twelve in ten seconds, of which some had been taught
    }

    /** Whoever writes to the log, or whose broker's clock jumps, must not make others forget, nor be remembered for ever. */
    @Test
    void absurdTimesSwitchNoBoundOff() {
        List<Long> absurd = List.of(
                Long.MAX_VALUE, 0L, Instant.parse("2100-01-01T00:00:00Z").toEpochMilli(), -1L);
        InfluenceSettings settings = InfluenceSettings.perUser(HOUR, 10);
        int taught = 0;
        for (int i = 0; i < 400; i++) {
            boolean strange = i % 4 == 3;
            Preference next = user(strange ? "strange" : "flooder");
            Instant at = strange ? Instant.ofEpochMilli(absurd.get(i / 4 % 4)) : START.plusSeconds(i);
            taught += teaches(settings, at(next, at)) && !strange ? 1 : 0;
        }
        assertThat(taught).isEqualTo(10);
        assertThat(ends).hasSize(300 - 10 + 100 - 10);
    }

    @Test
    void aClockThatWasWrongForAWhileIsPutRightAgain() {
        InfluenceSettings settings = InfluenceSettings.perUser(HOUR, 5);
        for (int i = 0; i < 20; i++) {
            teaches(settings, at(user("u"), START.plus(Duration.ofDays(9_000 + i))));
        }
        assertThat(influence.size()).isLessThanOrEqualTo(5);
        for (int i = 0; i < 20; i++) {
            teaches(settings, user("v"), i);
        }
        assertThat(influence.clock().now()).isEqualTo(START.toEpochMilli() + 17);
        for (int i = 0; i < LogClock.VOTES; i++) {
            teaches(settings, user("w" + i), HOUR.toMillis() + 1_000);
        }
        assertThat(teaches(settings, user("v"), HOUR.toMillis() + 1_000)).isTrue();
    }

    /** However many names somebody takes. */
    @Test
    void whatIsRememberedIsBounded() {
        InfluenceSettings settings = new InfluenceSettings(HOUR, 30, 0.1, 20, 1e9, 3, BurstSettings.defaults(), 100);
        for (int i = 0; i < 1_000; i++) {
            teaches(settings, user("sybil" + i), i);
        }
        assertThat(influence.size()).isEqualTo(100);
    }

    /** From any point of the log on, as after a restart. */
    @Test
    void aCopyDecidesAsTheOriginal() {
        Random random = new Random(1);
        InfluenceSettings settings = new InfluenceSettings(
                Duration.ofSeconds(60), 4, 0.2, 5, 40, 2, new BurstSettings(Duration.ofSeconds(5), 2, 2), 50);
        List<Preference> log = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Preference next = random.nextInt(5) == 0
                    ? paste("u" + random.nextInt(9), "t" + random.nextInt(5))
                    : user("u" + random.nextInt(9));
            log.add(at(next, START.plusMillis(i * 400L + random.nextInt(3_000) - (i % 50 == 0 ? 10_000_000_000L : 0))));
        }
        for (Preference next : log.subList(0, 300)) {
            teaches(settings, next);
        }
        Influence resumed = influence.copy();
        assertThat(resumed).isEqualTo(influence);
        List<Boolean> first =
                log.subList(300, 600).stream().map(p -> teaches(settings, p)).toList();
        influence = resumed;
        assertThat(log.subList(300, 600).stream().map(p -> teaches(settings, p)).toList())
                .isEqualTo(first);
        assertThat(first).contains(true, false);
        assertThat(ends).anyMatch(e -> e.startsWith("burst")).anyMatch(e -> e.startsWith("user"));
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> new BurstSettings(Duration.ZERO, 1, 1)).hasMessageContaining("burst.window");
        assertThatThrownBy(() ->
                        new InfluenceSettings(Duration.ofSeconds(5), 1, 0.1, 1, 1, 1, BurstSettings.defaults(), 1))
                .hasMessageContaining("longer than burst.window");
        assertThatThrownBy(() -> new InfluenceSettings(HOUR, 1, 1.5, 1, 1, 1, BurstSettings.defaults(), 1))
                .hasMessageContaining("largestShare is 1.5");
    }

    private boolean teaches(InfluenceSettings settings, Preference preference, long millis) {
        return teaches(settings, at(preference, START.plusMillis(millis)));
    }

    private boolean teaches(InfluenceSettings settings, Preference preference) {
        InfluenceCap cap = new InfluenceCap(settings);
        Example example = new Example(preference, new int[0], List.of(), preference.getWeight(), Optional.empty());
        cap.hear(example, influence);
        Optional<String> objection = cap.objection(example, influence);
        objection.ifPresentOrElse(ends::add, () -> cap.take(example, influence));
        return objection.isEmpty();
    }

    /** A text of its own in a conversation of its own. */
    private Preference user(String name) {
        return Preference.newBuilder(Preferences.pair(made++)).setUserId(name).build();
    }

    /** The same prompt each time. */
    private Preference paste(String name, String text) {
        return Preference.newBuilder(Preferences.pair(1))
                .setConversationId("c" + made++)
                .setUserId(name)
                .setBody(new Label(Preferences.answer(text), true))
                .build();
    }

    private static Preference at(Preference preference, Instant acceptedAt) {
        return Preference.newBuilder(preference).setAcceptedAt(acceptedAt).build();
    }
}
