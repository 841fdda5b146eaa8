"""The sentences about running the bot in Chinese."""

from __future__ import annotations

ADMIN = {
    "intake_paused": "我先休息一会儿。这张先排队，等我恢复后会自动开始。",
    "stopped_by_admin": "运行我的人停下了这张画。",
    "admin_load": "正在画 {running} 张，排队 {waiting} 张，最早的已等 {longest}。",
    "admin_load_none_waits": "正在画 {running} 张，没有排队的。",
    "admin_paused": "新图片暂不开始；有 {count} 张在等你恢复。等正在画的和排队的都没有了，就可以全部停机。",
    "admin_waits": "{number}. 已等 {time}：{size} px，用户 {person}",
    "admin_paints": "{number}. 已画 {time}：{size} px，用户 {person}",
    "admin_more": "还有 {count} 张",
    "admin_failures": "过去 24 小时的失败：",
    "admin_failure": "{count} × {reason}，最近一次 {size} px，{time}前",
    "admin_no_failures": "过去 24 小时没有失败。",
    "admin_worker": "{worker}：{description}，版本 {version}，{seconds} 秒前有动静",
    "admin_worker_rests": "{worker}：{description}，版本 {version}，{seconds} 秒前有动静，不再接新的",
    "admin_no_worker": "没有作画的程序在线。",
    "admin_blocked": "已屏蔽：{people}",
    "admin_no_such_worker": "那个作画的程序已经不在了。",
    "admin_asked": "已通知它。过几秒再刷新。",
    "admin_done": "好了。",
    "admin_too_late": "来不及了：它已经结束。",
    "admin_no_admin": "不能屏蔽运行我的人。",
    "button_refresh": "刷新",
    "button_pause": "新图片先等等",
    "button_unpause": "重新开始接图",
    "button_stop_job": "停止 {number}",
    "button_block": "屏蔽 {person}",
    "button_drain": "让 {worker} 休息",
    "button_go_on": "让 {worker} 继续",
    "button_unblock": "解除屏蔽 {person}",
}
