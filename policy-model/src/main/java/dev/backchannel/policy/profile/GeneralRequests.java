package dev.backchannel.policy.profile;

import java.util.List;

/** Requests about everything and nothing. What a base makes of all of them alike tells contexts apart no further. */
final class GeneralRequests {
    static final List<String> TEXTS = List.of(
            "Hello, can you help me?",
            "How much does it cost?",
            "When do you open on Monday?",
            "Please write a short letter to my landlord.",
            "What is the weather like tomorrow?",
            "I would like to order a coffee.",
            "Explain how a rainbow comes about.",
            "Can I change my booking?",
            "Summarise this article in three sentences.",
            "The screen is dirty and the sound is too loud.",
            "Write a function that sorts a list of numbers.",
            "Which film should I see tonight?",
            "Is there a place to park near you?",
            "I have lost my key, what can I do?",
            "Translate this sentence into Spanish.",
            "What do you recommend for dinner?",
            "Thank you, that was all.",
            "Who was the first person on the moon?",
            "My order has not arrived yet.",
            "Do you have something without milk?",
            "Give me ideas for a birthday present.",
            "How do I get a refund?",
            "Tell me a story about a dog.",
            "What time does the last train leave?",
            "Could you check my text for mistakes?",
            "I am allergic to nuts, what can I eat?",
            "How many tickets are left?",
            "Compare these two phones for me.",
            "Where can I leave my coat?",
            "I feel tired, what helps?",
            "Plan a weekend in Rome for two.",
            "Are children allowed?");

    private GeneralRequests() {}
}
