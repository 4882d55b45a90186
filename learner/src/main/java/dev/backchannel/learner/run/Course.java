package dev.backchannel.learner.run;

/** Where the next step starts. */
enum Course {
    /** From this step's weights, which passed the gate. */
    PROMOTED,
    /** From this step's weights, although they were refused. */
    GOES_ON,
    /** From the last good weights. */
    RETURNS
}
