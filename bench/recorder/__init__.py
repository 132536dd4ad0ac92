"""What a recorder costs: many customers who send coded pictures, and the recorder that takes them, each by itself.

* A **reel** is a few seconds of coded pictures, made once, that every customer sends again and again (`reel`).
* A **desk** plays the signaling server to one recorder (`desk`).
* A **customer** is a real connection that sends the reel and asks what is stored (`customer`).
* A **trial** is one recorder process, so many customers, so long; and what they used, sent and lost (`trial`).
"""
