package dev.backchannel.streams.attribution;

import dev.backchannel.topics.Keys;

/** Keys of the state stores: {@code tenant/conversation_id} and what is inside a conversation. */
public final class TurnKeys {
    private TurnKeys() {}

    /** {@code tenant/conversation_id}; a slash or per cent sign inside the id is escaped, so that keys cannot collide. */
    public static String conversation(String tenant, String conversationId) {
        return Keys.of(tenant, escaped(conversationId));
    }

    /** {@code tenant/conversation_id/turn_id}. */
    public static String turn(String tenant, String conversationId, String turnId) {
        return conversation(tenant, conversationId) + '/' + turnId;
    }

    private static String escaped(String id) {
        return id.indexOf('/') < 0 && id.indexOf('%') < 0
                ? id
                : id.replace("%", "%25").replace("/", "%2F");
    }
}
