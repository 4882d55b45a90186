package dev.backchannel.policy.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/** Greetings, closing wishes and closing questions, by register. */
final class Courtesies {
    private static final List<String> FORMAL_GREETINGS = List.of("Good day!", "Welcome!");
    private static final List<String> CASUAL_GREETINGS = List.of("Hi!", "Hey!");
    private static final List<String> FORMAL_CLOSINGS = List.of("Have a pleasant day!", "Enjoy your visit!");
    private static final List<String> CASUAL_CLOSINGS = List.of("Take care!", "See you soon!");
    private static final List<String> FORMAL_QUESTIONS = List.of("May I help further?", "Is there anything else?");
    private static final List<String> CASUAL_QUESTIONS = List.of("Anything else?", "Need more?");

    private Courtesies() {}

    static String greeting(boolean formal, RandomGenerator random) {
        return draw(formal ? FORMAL_GREETINGS : CASUAL_GREETINGS, random);
    }

    static String closing(boolean formal, RandomGenerator random) {
        return draw(formal ? FORMAL_CLOSINGS : CASUAL_CLOSINGS, random);
    }

    static String question(boolean formal, RandomGenerator random) {
        return draw(formal ? FORMAL_QUESTIONS : CASUAL_QUESTIONS, random);
    }

    static <T> T draw(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
