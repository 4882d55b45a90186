/** Programs of ours in processes of their own, to be stopped in every way a process can stop. */
package dev.backchannel.kafka.process;
