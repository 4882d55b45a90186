package dev.backchannel.standalone.system;

/** How a line of the log looks. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object, for programs. */
    JSON
}
