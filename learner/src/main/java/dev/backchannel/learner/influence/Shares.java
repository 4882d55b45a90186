package dev.backchannel.learner.influence;

import java.time.Duration;

/**
 * What was let through within the window, as it bears on one more preference.
 *
 * @param tenant weight of everybody of its tenant
 * @param user weight of its user, as is the next of its conversation
 * @param ownCopies how often its user has taught its text
 * @param copies how often anybody of its tenant has
 * @param ownOfLate preferences of its user within the burst window
 * @param ownPace mean number of its user's preferences in such a stretch, from the first in the window to the burst window
 */
record Shares(
        double tenant, double user, double conversation, int ownCopies, int copies, int ownOfLate, double ownPace) {
    static Shares of(Lesson offered, Iterable<Lesson> lessons, Duration burst) {
        double tenant = 0;
        double user = 0;
        double conversation = 0;
        int ownCopies = 0;
        int copies = 0;
        int ofLate = 0;
        int before = 0;
        long first = offered.at();
        long lateFrom = offered.at() - burst.toMillis();
        for (Lesson lesson : lessons) {
            boolean related = lesson.tenant() == offered.tenant();
            boolean own = lesson.user() == offered.user();
            boolean same = related && lesson.text() == offered.text();
            tenant += related ? lesson.weight() : 0;
            user += own ? lesson.weight() : 0;
            conversation += lesson.conversation() == offered.conversation() ? lesson.weight() : 0;
            copies += same ? 1 : 0;
            ownCopies += own && same ? 1 : 0;
            if (own) {
                first = Math.min(first, lesson.at());
                ofLate += lesson.at() > lateFrom ? 1 : 0;
                before += lesson.at() > lateFrom ? 0 : 1;
            }
        }
        double stretches = Math.max(1, (lateFrom - first) / (double) burst.toMillis());
        return new Shares(tenant, user, conversation, ownCopies, copies, ofLate, before / stretches);
    }
}
