package dev.backchannel.policy.profile;

import java.util.List;

/** Says in words what an edit tells about its author's taste (PRELUDE/CIPHER, arXiv 2404.15269, section 4). */
public interface WishInference {
    /**
     * @param context the last user message before the answer
     * @param original the answer as it was given
     * @param edited as the user left it
     * @return empty where the edit says nothing of style
     */
    List<Wish> infer(String context, String original, String edited);
}
