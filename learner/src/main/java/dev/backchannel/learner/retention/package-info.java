/** Which checkpoints are forgotten, and when. */
package dev.backchannel.learner.retention;
