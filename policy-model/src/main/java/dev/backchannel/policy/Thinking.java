package dev.backchannel.policy;

/** Whether a model that can think before it answers does so: the switch {@code enable_thinking} of its chat template. */
public enum Thinking {
    /** As the template has it when nobody says anything. */
    TEMPLATE,
    ON,
    OFF
}
