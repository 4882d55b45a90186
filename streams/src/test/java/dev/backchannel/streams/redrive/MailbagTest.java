package dev.backchannel.streams.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Redrive;
import dev.backchannel.streams.operation.Selection;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailbagTest {
    private static final Selection ALL = new Selection(Optional.empty(), Optional.empty(), Optional.empty(), true);

    private final Topics topics = new Topics(TopicSettings.singleBroker());

    @Test
    void eachRecordIsSentOnceUnlessItDiedAgain() {
        Mailbag.Sorted sorted = sort(
                ALL,
                letter(1).build(),
                letter(1).setReason("another about the same").build(),
                letter(2).build(),
                letter(2).setRedrive(new Redrive("k", 0, 9L)).build(),
                letter(9).setReason("died again").build());

        assertThat(sorted.sent()).extracting(DeadLetter::getOriginOffset).containsExactly(1L, 9L);
        assertThat(sorted.before()).isEqualTo(1);
        assertThat(sorted.count()).isEqualTo(3);
    }

    @Test
    void whatCannotBeSentWholeOrAnywhereIsCountedWithItsReason() {
        Mailbag.Sorted sorted = sort(
                ALL,
                letter(1).setValue(null).build(),
                letter(2).setCut(true).build(),
                letter(3)
                        .setReason("bad (of its value's 9 bytes the first 4 are kept)")
                        .build(),
                letter(4).setOriginTopic("elsewhere").build(),
                letter(5).setOriginPartition(4).build());

        assertThat(sorted.sent()).isEmpty();
        assertThat(sorted.unfit())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "without the record's bytes", 1,
                        "cut, so that what came is not known whole", 2,
                        "from a topic or partition that is not of this system", 2));
    }

    @Test
    void moreThanFitIntoATransactionAreLeft() {
        Mailbag bag = bag(ALL);
        for (int i = 0; i < 1_003; i++) {
            bag.add(letter(i).build());
        }
        assertThat(bag.sorted().sent()).hasSize(1_000);
        assertThat(bag.sorted().left()).isEqualTo(3);
    }

    @Test
    void allConditionsMustBeMet() {
        Selection some = new Selection(Optional.of("CONFLICT"), Optional.of("interactions"), Optional.of("e1"), false);
        Mailbag.Sorted sorted = sort(
                some,
                letter(1).setEventId("e1").build(),
                letter(2).setEventId("e2").build(),
                letter(3).setEventId("e1").setReason("unreadable").build(),
                letter(4).setEventId("e1").setOriginTopic("preferences").build());
        assertThat(sorted.sent()).extracting(DeadLetter::getOriginOffset).containsExactly(1L);
        assertThat(Selection.of(some.arguments())).isEqualTo(some);
        assertThat(Selection.of(ALL.arguments())).isEqualTo(ALL);
    }

    @Test
    void aSelectionSaysWhichOrAll() {
        assertThatThrownBy(() -> Selection.of(Map.of())).hasMessageContaining("--all");
        assertThatThrownBy(() -> Selection.of(Map.of("all", "true", "event", "e1")))
                .hasMessageContaining("not both");
    }

    private Mailbag bag(Selection selection) {
        return new Mailbag(selection, Map.of("interactions", topics.interactions, "preferences", topics.preferences));
    }

    private Mailbag.Sorted sort(Selection selection, DeadLetter... letters) {
        Mailbag bag = bag(selection);
        for (DeadLetter letter : letters) {
            bag.add(letter);
        }
        return bag.sorted();
    }

    private static DeadLetter.Builder letter(long offset) {
        return DeadLetter.newBuilder()
                .setOriginTopic("interactions")
                .setOriginPartition(0)
                .setOriginOffset(offset)
                .setReason("identity_conflict: used")
                .setKey(ByteBuffer.wrap(new byte[] {1}))
                .setValue(ByteBuffer.wrap(new byte[] {2, 3}))
                .setAcceptedAt(Instant.EPOCH);
    }
}
