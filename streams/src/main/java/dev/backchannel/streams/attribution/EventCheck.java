package dev.backchannel.streams.attribution;

import dev.backchannel.avro.Interaction;
import dev.backchannel.streams.profile.UserChanges;
import dev.backchannel.topics.Keys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a readable event makes sense; producers other than the door may write to the topic, too. Asked by the ledger as well. */
public final class EventCheck {
    private EventCheck() {}

    /** @return what is wrong with it */
    public static Optional<String> problem(@Nullable String key, @Nullable Interaction event) {
        if (event == null) {
            return Optional.of("the record has no value");
        }
        if (!Keys.isTenant(event.getTenant())) {
            return Optional.of("'" + event.getTenant() + "' is no tenant: 1 to 64 letters, digits, dots, - and _");
        }
        if (event.getEventId().isBlank() || event.getConversationId().isBlank()) {
            return Optional.of("event_id and conversation_id must not be empty");
        }
        String expected = Keys.of(event.getTenant(), event.getConversationId());
        if (!expected.equals(key)) {
            return Optional.of("the key is '" + key + "' where '" + expected + "' is due");
        }
        if (UserChanges.isOne(event)) {
            return UserChanges.problem(event);
        }
        return event.getTurnId() != null && event.getTurnId().isBlank()
                ? Optional.of("turn_id must not be blank; leave it out for the latest turn")
                : Optional.empty();
    }
}
