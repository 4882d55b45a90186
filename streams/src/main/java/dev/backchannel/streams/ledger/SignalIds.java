package dev.backchannel.streams.ledger;

import dev.backchannel.topics.Keys;

/** Names of signals in the ledger. */
final class SignalIds {
    private SignalIds() {}

    /** {@code tenant/conversation_id/event_id}; slashes inside the conversation's id are escaped, so that no two collide. */
    static String of(String tenant, String conversationId, String eventId) {
        boolean plain = conversationId.indexOf('/') < 0 && conversationId.indexOf('%') < 0;
        String conversation =
                plain ? conversationId : conversationId.replace("%", "%25").replace("/", "%2F");
        return Keys.of(tenant, conversation) + '/' + eventId;
    }

    /** Of a record that is a unit of its own, since what it says could not be used. */
    static String ofRecord(String topic, int partition, long offset) {
        return topic + '-' + partition + '@' + offset;
    }
}
