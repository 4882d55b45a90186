package dev.backchannel.policy;

/**
 * Tokens that go to the end of a row.
 *
 * @param row of the decoder
 * @param ids at least one
 * @param asks whether the logits of the token after them are wanted
 */
public record Feed(int row, int[] ids, boolean asks) {
    public Feed {
        if (ids.length == 0) {
            throw new IllegalArgumentException("Row " + row + " is fed no tokens, but needs at least one.");
        }
    }
}
