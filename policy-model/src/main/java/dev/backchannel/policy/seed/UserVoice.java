package dev.backchannel.policy.seed;

import static dev.backchannel.policy.seed.Courtesies.draw;

import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** What users say after an answer: to thank, to complain about its style, to correct it, to ask again. */
public final class UserVoice {
    private static final List<String> THANKS = List.of(
            "Thanks!",
            "Thank you!",
            "Great, thanks.",
            "Perfect, thank you.",
            "Thanks, that is perfect.",
            "Wonderful, thank you.",
            "Thanks, very kind.",
            "Nice, thanks a lot.",
            "Cool, thanks!",
            "Thank you, that helps.");
    private static final List<String> OFF_TOPIC = List.of(
            "That is not what I asked.",
            "No, that is something else.",
            "That does not answer my question.",
            "No, that is wrong.",
            "You misunderstood me.",
            "Sorry, that is not what I want.");

    private UserVoice() {}

    /** Thanks after an answer that fits. */
    public static String thanks(RandomGenerator random) {
        return random.nextInt(3) == 0
                ? draw(THANKS, random)
                : draw(FollowUps.standard().positive(), random);
    }

    /** Thanks and the next request in one message. */
    public static String thanksAnd(Request next, RandomGenerator random) {
        return draw(List.of("Thanks! ", "Great, thanks. ", "Thank you. ", "Good to know. ", "Perfect. "), random)
                + next.text();
    }

    /** A wish for this value, voiced after an answer that has the opposite one: "Shorter, please." */
    public static String complaint(StyleValue wished, RandomGenerator random) {
        return draw(StyleComplaints.about(wished), random);
    }

    /** A complaint that names no dimension: "You forgot how I like it." */
    public static String complaint(RandomGenerator random) {
        FollowUps.Category following = Objects.requireNonNull(
                FollowUps.standard().categories().get("instruction-following"),
                "the standard follow-ups have no category instruction-following");
        return draw(following.negative(), random);
    }

    /** The wish for a whole profile as a user says it up front: "Please answer with short answers and no emoji." */
    public static String wish(StyleProfile profile, RandomGenerator random) {
        String named = profile.sentence().substring("The user prefers ".length());
        return draw(List.of("I prefer ", "Please use ", "I like "), random) + named;
    }

    /** A complaint after an answer that misses what was asked, without saying what that was. */
    public static String offTopic(RandomGenerator random) {
        return random.nextInt(3) == 0
                ? draw(OFF_TOPIC, random)
                : draw(FollowUps.standard().negative(), random);
    }

    /** Says what was asked for: "No, I asked about the price of a latte." */
    public static String correction(Request request, RandomGenerator random) {
        return draw(
                        List.of(
                                "No, I asked about ",
                                "I meant ",
                                "No, I meant ",
                                "My question was about ",
                                "I want to know about ",
                                "That is wrong, I asked about "),
                        random)
                + request.subject() + ".";
    }

    /** Asks for the same again in other words. */
    public static String rephrase(Request request, RandomGenerator random) {
        String again = request.intent().rephrase(request, random).text();
        return draw(List.of("", "I mean: ", "Again: ", "Once more: ", "No. "), random) + again;
    }
}
