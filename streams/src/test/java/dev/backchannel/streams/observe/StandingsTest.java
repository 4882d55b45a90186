package dev.backchannel.streams.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Observation;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.UserStanding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandingsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void anEpochAddsUp() {
        UserStanding standing = Standings.after(null, turn("candidate", 3, true));
        standing = Standings.after(standing, accepted("candidate", 3));
        standing = Standings.after(standing, turn("candidate", 3, true));

        assertThat(standing.getTotals().getTurns()).isEqualTo(2);
        assertThat(standing.getTotals().getAcceptances()).isEqualTo(1);
    }

    @Test
    void aNewEpochBeginsFromNothingAndRemembersOnlyWhatNoArmHasCaused() {
        UserStanding alike = Standings.after(null, turn("candidate", 0, false));
        UserStanding compared = Standings.after(alike, turn("candidate", 1, true));
        UserStanding again = Standings.after(compared, turn("candidate", 2, true));

        assertThat(compared.getTotals().getTurns()).isEqualTo(1);
        assertThat(compared.getEarlier().getTurns()).isEqualTo(1);
        assertThat(again.getEarlier().getTurns()).isEqualTo(1);
    }

    @Test
    void whatComesOfAnEarlierEpochOrAnotherArmDoesNotCount() {
        UserStanding standing = Standings.after(null, turn("candidate", 2, true));

        assertThat(Standings.after(standing, accepted("candidate", 1))).isSameAs(standing);
        assertThat(Standings.after(standing, turn("control", 2, true))).isSameAs(standing);
        assertThat(Standings.after(standing, accepted("candidate", 3))).isSameAs(standing);
        assertThat(Standings.after(null, accepted("candidate", 2))).isNull();
    }

    @Test
    void aPartitionForgetsWhomItCounted() {
        PartitionSums sums = new PartitionSums();
        UserStanding one = Standings.after(null, turn("candidate", 1, true));
        UserStanding two = Standings.after(one, accepted("candidate", 1));
        sums.move(null, one);
        sums.move(one, two);
        sums.move(null, Standings.after(null, turn("control", 1, true)));
        sums.move(two, null);

        assertThat(sums.written(0).getArms())
                .extracting(a ->
                        a.getArm() + " " + a.getUsers() + " " + a.getTotals().getTurns())
                .containsExactly("candidate 0 0", "control 1 1");
    }

    /** What a task makes of the stored users when it starts is what it had, to the last bit. */
    @Test
    void sumsMadeAgainOfTheUsersAreTheSame() {
        Random random = new Random(3);
        Map<String, UserStanding> users = new LinkedHashMap<>();
        PartitionSums lived = new PartitionSums();
        for (int i = 0; i < 2_000; i++) {
            String user = "u" + random.nextInt(60);
            String arm = user.hashCode() % 2 == 0 ? "control" : "candidate";
            Observation seen = turn(arm, i / 1_000, true);
            seen.getChange().setEditDistance(random.nextInt(1_024) / 1_024.0);
            UserStanding before = users.get(user);
            UserStanding after = Standings.after(before, seen);
            users.put(user, after);
            lived.move(before, after);
        }
        PartitionSums restored = new PartitionSums();
        users.values().forEach(user -> restored.move(null, user));

        assertThat(restored.written(0)).isEqualTo(lived.written(0));
        assertThat(lived.isNew()).isFalse();
    }

    private static Observation turn(String arm, long epoch, boolean split) {
        Totals change = Sums.none();
        change.setTurns(1);
        return new Observation("default", "u", arm, epoch, split, NOW, change);
    }

    private static Observation accepted(String arm, long epoch) {
        Totals change = Sums.none();
        change.setAcceptances(1);
        return new Observation("default", "u", arm, epoch, true, NOW, change);
    }
}
