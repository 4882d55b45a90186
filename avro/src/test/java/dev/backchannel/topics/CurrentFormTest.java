package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Message;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** Records of one thread share the memory in which they are written. */
class CurrentFormTest {
    private final CurrentForm<Message> form =
            new CurrentForm<>(SpecificData.getForClass(Message.class), Message.getClassSchema(), new byte[] {1, 2});

    @Test
    void recordsOfAnyLengthAreWrittenOneAfterTheOther() throws Exception {
        for (int length : new int[] {0, 9_000, 1, 700_000, 20}) {
            Message message = new Message("user", "a".repeat(length));
            byte[] bytes = form.encode(message);

            assertThat(form.isOf(bytes)).isTrue();
            assertThat(form.decode(bytes)).isEqualTo(message);
        }
    }

    @Test
    void whatWasWrittenOfARecordThatFailsIsInNoOther() throws Exception {
        Message last = new Message("user", "b");
        byte[] expected = form.encode(last);
        for (int length : new int[] {3, 30_000}) {
            Message broken = new Message("a".repeat(length), "");
            broken.setContent(null);
            assertThatThrownBy(() -> form.encode(broken)).isInstanceOf(NullPointerException.class);

            assertThat(form.encode(last)).isEqualTo(expected);
        }
    }
}
