package dev.backchannel.policy.seed;

import dev.backchannel.policy.style.StyleValue;
import java.util.List;

/** How people ask for a style after an answer that lacked it. */
final class StyleComplaints {
    private StyleComplaints() {}

    static List<String> about(StyleValue wished) {
        return switch (wished) {
            case SHORT ->
                List.of(
                        "Shorter, please.",
                        "That was too long.",
                        "Can you keep it short?",
                        "Too many words.",
                        "Please be brief.",
                        "Just a short answer, please.");
            case LONG ->
                List.of(
                        "Can you tell me more?",
                        "That was too short.",
                        "More details, please.",
                        "A longer answer, please.",
                        "Please say a bit more.",
                        "I would like more detail.");
            case PROSE ->
                List.of(
                        "Please, no list.",
                        "Can you write it without bullets?",
                        "I do not like lists.",
                        "Plain sentences, please.",
                        "No bullets, please.",
                        "Write normal sentences.");
            case LIST ->
                List.of(
                        "Could you list that?",
                        "As a list, please.",
                        "Please use bullets.",
                        "Can I have that as a list?",
                        "I prefer a list.",
                        "Bullet points, please.");
            case GREETING ->
                List.of(
                        "You could say hello first.",
                        "Please greet me first.",
                        "No hello?",
                        "I like a friendly hello.",
                        "You forgot to say hello.",
                        "Say hello first, please.");
            case NO_GREETING ->
                List.of(
                        "No need to say hello.",
                        "Please skip the greeting.",
                        "No greeting, please.",
                        "You do not have to greet me.",
                        "Leave out the hello.",
                        "Without the hello, please.");
            case CLOSING ->
                List.of(
                        "No goodbye wish?",
                        "Please end with a nice wish.",
                        "You could wish me something nice.",
                        "Add a friendly ending.",
                        "I like a nice wish at the end.",
                        "You forgot the nice ending.");
            case NO_CLOSING ->
                List.of(
                        "No wishes at the end, please.",
                        "Skip the nice wishes.",
                        "You do not need to wish me anything.",
                        "Leave out the ending.",
                        "Without the wish at the end, please.",
                        "No closing wish, please.");
            case EMOJI ->
                List.of(
                        "Please use an emoji.",
                        "Add an emoji, please.",
                        "I like emoji.",
                        "Where is the emoji?",
                        "You could add an emoji.",
                        "With an emoji, please.");
            case NO_EMOJI ->
                List.of(
                        "No emoji, please.",
                        "Please leave out the emoji.",
                        "I do not like emoji.",
                        "Stop using emoji.",
                        "Without emoji, please.",
                        "Skip the emoji.");
            case QUESTION ->
                List.of(
                        "You could ask if I need more.",
                        "Please ask me back.",
                        "You did not ask if I need more.",
                        "I like it when you ask back.",
                        "End with a question, please.",
                        "Ask me something at the end.");
            case NO_QUESTION ->
                List.of(
                        "Do not ask me back.",
                        "No questions, please.",
                        "Stop asking if I need more.",
                        "Please do not end with a question.",
                        "Skip the question at the end.",
                        "Without the question, please.");
            case FORMAL ->
                List.of(
                        "Please be more polite.",
                        "That is too casual.",
                        "More formal, please.",
                        "Please use formal words.",
                        "I prefer a formal tone.",
                        "Do not be so casual.");
            case CASUAL ->
                List.of(
                        "You can be more casual.",
                        "That is too formal.",
                        "Less formal, please.",
                        "No need to be so stiff.",
                        "Just talk normally.",
                        "I prefer a casual tone.");
        };
    }
}
