package dev.backchannel.learner.influence;

import java.time.Duration;

/**
 * What was let through within the window, as it bears on one more preference.
 *
 * @param all weight of everybody
 * @param user weight of its user, as are the next two of its conversation and tenant
 * @param ownCopies how often its user has taught its text
 * @param copies how often anybody has
 * @param ownOfLate preferences of its user within the burst window
 * @param ownPace mean number of its user's preferences in such a stretch, from the first in the window to the burst window
 */
record Shares(
        double all,
        double user,
        double conversation,
        double tenant,
        int ownCopies,
        int copies,
        int ownOfLate,
        double ownPace) {
    static Shares of(Lesson offered, Iterable<Lesson> lessons, Duration burst) {
        double all = 0;
        double user = 0;
        double conversation = 0;
        double tenant = 0;
        int ownCopies = 0;
        int copies = 0;
        int ofLate = 0;
        int before = 0;
        long first = offered.at();
        long lateFrom = offered.at() - burst.toMillis();
        for (Lesson lesson : lessons) {
            boolean own = lesson.user() == offered.user();
            boolean same = lesson.text() == offered.text();
            all += lesson.weight();
            user += own ? lesson.weight() : 0;
            conversation += lesson.conversation() == offered.conversation() ? lesson.weight() : 0;
            tenant += lesson.tenant() == offered.tenant() ? lesson.weight() : 0;
            copies += same ? 1 : 0;
            ownCopies += own && same ? 1 : 0;
            if (own) {
                first = Math.min(first, lesson.at());
                ofLate += lesson.at() > lateFrom ? 1 : 0;
                before += lesson.at() > lateFrom ? 0 : 1;
            }
        }
        double stretches = Math.max(1, (lateFrom - first) / (double) burst.toMillis());
        return new Shares(all, user, conversation, tenant, ownCopies, copies, ofLate, before / stretches);
    }
}
