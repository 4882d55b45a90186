package dev.backchannel.policy.pretrain;

/**
 * A dialogue as token ids.
 *
 * @param ids of the whole dialogue as the chat template renders it
 * @param counts whether the token at the same position is to be learned
 */
record EncodedDialogue(int[] ids, boolean[] counts) {
    int length() {
        return ids.length;
    }
}
