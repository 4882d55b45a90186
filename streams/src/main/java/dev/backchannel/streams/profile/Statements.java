package dev.backchannel.streams.profile;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.Statement;
import dev.backchannel.avro.Turn;
import dev.backchannel.policy.profile.StandingInstructions;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.streams.mining.Ids;
import dev.backchannel.streams.mining.Prompts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds what a user says that he wishes of every answer ("always answer in French") in a turn's last user message. */
public final class Statements {
    private Statements() {}

    /** @param turnId of the accepted turn; the same one says the same again */
    public static Optional<ProfileUpdate> in(Interaction event, Turn turn, String turnId, Instant acceptedAt) {
        if (event.getUserId() == null || event.getUserId().isBlank() || !event.getTrain()) {
            return Optional.empty();
        }
        List<Wish> found = StandingInstructions.find(Prompts.lastUserMessage(turn)).stream()
                .filter(wish -> WishText.clean(wish.sentence())
                        .filter(wish.sentence()::equals)
                        .isPresent())
                .toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProfileUpdate(
                        event.getTenant(),
                        event.getUserId(),
                        Ids.of("statement", event.getTenant(), event.getConversationId(), turnId),
                        acceptedAt,
                        new Statement(Wishes.records(found), List.of(event.getEventId()))));
    }
}
