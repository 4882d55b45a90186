package dev.backchannel.e2e.doors;

/**
 * What a request says.
 *
 * @param label as the table in the documents names it
 */
record Body(String label, String text) {
    static final Body NONE = new Body("", "");

    /** Whatever gets through with it is found on the topic by its id. */
    static final String FORBIDDEN_ID = "forbidden";

    static Body chat(String label, String more) {
        return new Body(
                label,
                "{\"model\":\"policy\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more
                        + "}");
    }

    static Body chat() {
        return chat("a question", "");
    }

    /** @param more further fields, beginning with a comma */
    static Body thumb(String label, String conversation, String more) {
        return event(label, "thumb", conversation, ",\"value\":\"up\"" + more);
    }

    static Body thumb() {
        return thumb("a thumb", "c1", ",\"turn_id\":\"t1\"");
    }

    static Body event(String label, String type, String conversation, String more) {
        return new Body(
                label,
                "{\"type\":\"" + type + "\",\"event_id\":\"" + FORBIDDEN_ID + "\",\"conversation_id\":\"" + conversation
                        + "\"" + more + "}");
    }

    static Body large(String label, int bytes) {
        return thumb(label, "c1", ",\"turn_id\":\"t1\",\"comment\":\"" + "x".repeat(bytes) + "\"");
    }
}
